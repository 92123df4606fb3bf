/**
 * Colours: on a terminal, unless NO_COLOR is set; elsewhere only if FORCE_COLOR asks for them.
 */

import pc from 'picocolors'

const { NO_COLOR = '', FORCE_COLOR = '', TERM } = process.env

/** Off a terminal `isTTY` is not even there. */
const isTerminal = process.stdout.isTTY ? TERM !== 'dumb' : false

const isWanted = NO_COLOR === '' && (FORCE_COLOR !== '' || isTerminal)

export const colour: ReturnType<typeof pc.createColors> = pc.createColors(isWanted)
