/**
 * docs/reading-a-failure.md, executed: ten mutants of different kinds, the block that each is told with, and the line that puts
 * it again. `WRITE_BLOCKS=1` writes the blocks anew.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blockOf } from './cli/block.ts'
import { replayCommand } from './cli/command.ts'
import { USUAL_WIDTH } from './cli/fold.ts'
import { snippetOf } from './cli/snippet.ts'
import { readToken } from './cli/token.ts'
import { mutants } from './properties/mutants/index.ts'
import { type Result, examine, retry, subjectOf } from './properties/index.ts'

const FILE = 'docs/reading-a-failure.md'

/** `<!-- mutant: name · law · loss -->`, and the fence behind it. */
const BLOCK = /<!-- mutant: (.+?) · (\S+) · (\S+) -->\n```text\n([\s\S]*?)```/g

const found = [...readFileSync(FILE, 'utf8').matchAll(BLOCK)].map(([, mutant, law, loss, block]) => ({
  mutant: mutant as string,
  law: law as string,
  loss: loss as string,
  block: block as string,
}))

/** As it would be called by whoever wrote it. */
const SUBJECT = './my-loss.mjs'
const SEED = 1
const RUNS = 200

const moduleOf = (name: string) => {
  const { module } = mutants.find((one) => one.name === name)!
  return subjectOf({ ...module, name: 'my-loss', version: '1.0.0' })
}

async function resultOf(mutant: string, law: string, loss: string): Promise<Result> {
  const { results } = await examine(moduleOf(mutant), { seed: SEED, runs: RUNS, laws: [law], losses: [loss] })
  return results.find(({ verdict }) => verdict === 'fails')!
}

function blockFor(result: Result): string {
  const snippet = snippetOf(SUBJECT, result)
  const replay = replayCommand(SUBJECT, { seed: SEED, runs: RUNS }, result)
  const line = { ...result, status: 'fails', replay, ...(snippet && { snippet }) } as const
  return `${blockOf(line, { name: 'my-loss', version: '1.0.0' }, '✗', USUAL_WIDTH).join('\n')}\n`
}

if (process.env['WRITE_BLOCKS'] !== undefined) {
  let text = readFileSync(FILE, 'utf8')
  for (const { mutant, law, loss, block } of found) {
    const head = `<!-- mutant: ${mutant} · ${law} · ${loss} -->\n\`\`\`text\n`
    const written = blockFor(await resultOf(mutant, law, loss))
    text = text.replace(head + block, () => head + written)
  }
  writeFileSync(FILE, text)
}

test('there are ten, of ten mutants', () => {
  expect(new Set(found.map(({ mutant }) => mutant)).size).toBe(10)
})

/** Classes that a mistake needs: one that begins with the second tile cannot be shown with fewer. */
const NEEDED: Readonly<Record<string, number>> = { 'tail of the tiles dropped': 17 }

describe.each(found)('$mutant: $law', ({ mutant, law, loss, block }) => {
  test('is told as shown, small, with what it looks like, and is the same when it is put again', async () => {
    const result = await resultOf(mutant, law, loss)
    expect(blockFor(result)).toBe(block)
    const { case: c, finding, looksLike } = result.failure!
    expect(c.classes).toBeLessThanOrEqual(NEEDED[mutant] ?? 3)
    expect(c.rows).toBeLessThanOrEqual(2)
    // What a call does besides is said by its numbers alone.
    if (result.kind !== 'behaviour') expect(looksLike).not.toBe(undefined)
    const token = readToken(/lossproof replay (\S+)/.exec(block)![1]!)
    const again = await retry(moduleOf(mutant), token.law, token.case)
    expect(again.failure!.finding).toEqual(finding)
  })
})
