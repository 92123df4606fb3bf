/**
 * A subject in another process, by the wire.
 *
 *   request 1, 2, 3, …   →   a window of them under way   →   answers in any order, each by its id
 *
 * A subject that crashes, hangs, or writes what is no answer is killed and started again. Who of those under way brought
 * it down is found by asking each alone; the others get their answers. After GIVE_UP requests that it did not survive it is
 * left in peace. Nothing that was answered is asked again.
 */

import { LEAST_PATIENCE, NotExaminable } from './module.ts'
import { type Child, startChild } from './child.ts'
import { decode, encode } from './tensor.ts'
import { type Hello, type Value, type WireAnswer, answer, hello, parse } from './wire.ts'
import { type ModuleAnswer, type ModuleCall, NoAnswer, subjectOf } from '../properties/subject.ts'
import type { Subject, Tensor } from '../reference/index.ts'

export interface ProcessOptions {
  /** How long one request may take, in milliseconds. */
  readonly timeout?: number
  /** How long it may take to say hello: no less than a request, however little that is given. */
  readonly loading?: number
  /** Told when the subject ends before it says hello with a status that means so; see `whenMissing` of modules. */
  readonly whenMissing?: string
}

/** Requests under way at once, unless the subject says otherwise. */
const WINDOW = 64

/** Three deaths are no accident, and each may have cost a whole deadline. */
const GIVE_UP = 3

/** What a subject exits with that has not what it needs (EX_UNAVAILABLE of sysexits.h). */
const UNAVAILABLE = 69

interface Question {
  readonly loss: string
  readonly call: ModuleCall
  readonly resolve: (answer: WireAnswer) => void
  readonly reject: (error: NoAnswer) => void
}

interface Running {
  readonly child: Child
  readonly hello: Hello
  readonly ask: (question: Question) => void
}

/** Why a subject fell, and what was under way then. */
interface Fall {
  readonly why: string
  readonly pending: readonly Question[]
}

/** How long an answer may take, and the hello, in milliseconds. */
interface Patience {
  readonly timeout: number
  readonly loading: number
}

/** Starts the subject and waits for its hello; from then on `onFall` is told when it falls. */
async function start(
  command: readonly string[],
  { timeout, loading }: Patience,
  onFall: (fall: Fall) => void,
): Promise<Running> {
  const pending = new Map<number, { readonly question: Question; readonly timer: NodeJS.Timeout }>()
  let next = 0
  /** Told once: its hello, or why there is none. */
  let greeted: ((value: Hello | string) => void) | undefined
  /** Why it fell, once it did. */
  let fallen: string | undefined
  const fall = (how: string): void => {
    if (fallen !== undefined) return
    child.kill()
    const left = [...pending.values()]
    pending.clear()
    for (const { timer } of left) clearTimeout(timer)
    const words = child.lastWords()
    const why = words.length === 0 ? how : `${how}; standard error ends: ${words.join(' ⏎ ')}`
    fallen = why
    if (greeted === undefined) onFall({ why, pending: left.map(({ question }) => question) })
    else greeted(why)
    greeted = undefined
  }
  const take = (line: string): void => {
    if (fallen !== undefined) return
    try {
      if (greeted !== undefined) {
        const said = parse(hello, line)
        greeted(said)
        greeted = undefined
        return
      }
      const said = parse(answer, line)
      const asked = pending.get(said.id)
      if (asked === undefined) {
        const again = said.id > 0 && said.id <= next
        throw new RangeError(
          again ? `a second answer to id ${said.id}` : `an answer to id ${said.id}, which was not asked`,
        )
      }
      clearTimeout(asked.timer)
      pending.delete(said.id)
      asked.question.resolve(said)
    } catch (error) {
      fall(`wrote what is no answer: ${(error as Error).message}`)
    }
  }
  const child = startChild(command, { line: take, ended: fall })
  const said = await new Promise<Hello | string>((resolve) => {
    const timer = setTimeout(() => fall(`no hello within ${loading / 1000} s`), loading)
    greeted = (value) => {
      clearTimeout(timer)
      resolve(value)
    }
    child.send(JSON.stringify({ hello: 1 }))
  })
  if (typeof said === 'string') {
    await child.gone
    throw new NotExaminable(said)
  }
  return {
    child,
    hello: said,
    ask(question) {
      if (fallen !== undefined) return onFall({ why: fallen, pending: [question] })
      const id = ++next
      const timer = setTimeout(() => fall(`no answer within ${timeout / 1000} s`), timeout)
      pending.set(id, { question, timer })
      child.send(JSON.stringify({ id, loss: question.loss, ...onWire(question.call, said.tensors ?? 'bits') }))
    },
  }
}

function onWire({ arguments: given, upstream, want }: ModuleCall, form: 'bits' | 'values') {
  const args = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'object' ? encode(value, form) : value,
  ])
  return {
    arguments: Object.fromEntries(args) as Record<string, unknown>,
    ...(upstream === undefined ? {} : { upstream: encode(upstream, form) }),
    want,
  }
}

/** The answer in the module form. A refusal is thrown, as a module throws it. */
function inModuleForm(said: WireAnswer, call: ModuleCall): ModuleAnswer {
  if ('unsupported' in said) return said
  if ('error' in said) throw new RangeError(said.error)
  const { loss, gradient = {} } = said as Value
  const dtype = Object.values(call.arguments).find((value): value is Tensor => typeof value === 'object')?.dtype
  const read = (where: string, tensor: Parameters<typeof decode>[1]): Tensor => {
    if (dtype !== undefined && tensor.dtype !== dtype)
      throw new NoAnswer(`${where}: expected ${dtype}, got ${tensor.dtype}`)
    try {
      return decode(where, tensor)
    } catch (error) {
      throw new NoAnswer((error as Error).message)
    }
  }
  const slopes = Object.entries(gradient).map(([name, tensor]) => [name, read(`gradient.${name}`, tensor)])
  return {
    ...(loss === undefined ? {} : { loss: read('loss', loss) }),
    gradient: Object.fromEntries(slopes) as Record<string, Tensor>,
  }
}

/**
 * The subject that a command is.
 *
 * @throws NotExaminable when it does not start, says no hello, or declares what it cannot.
 */
export async function openProcess(command: readonly string[], options: ProcessOptions = {}): Promise<Subject> {
  const { timeout = LEAST_PATIENCE, loading = Math.max(timeout, LEAST_PATIENCE), whenMissing } = options
  const patience = { timeout, loading }
  let running: Running | undefined
  const onFall = (fall: Fall): void => void recover(fall)
  const first = await start(command, patience, onFall).catch((error: Error) => {
    const missing = whenMissing !== undefined && error.message.startsWith(`exited with status ${UNAVAILABLE}`)
    throw new NotExaminable(missing ? whenMissing : `${command.join(' ')}: ${error.message}`)
  })
  running = first
  let starting: Promise<Running> | undefined
  let dead = 0
  let underWay = 0
  const waiting: (() => void)[] = []

  /** A subject that falls with several under way is asked each of them alone. */
  async function recover({ why, pending }: Fall): Promise<void> {
    running = undefined
    if (pending.length > 1) {
      for (const question of pending) await alone(question)
      return
    }
    for (const { reject } of pending) {
      dead++
      reject(new NoAnswer(why, true))
    }
  }

  async function alone(question: Question): Promise<void> {
    await new Promise<void>((settled) => {
      void put({
        ...question,
        resolve: (said) => {
          question.resolve(said)
          settled()
        },
        reject: (error) => {
          question.reject(error)
          settled()
        },
      })
    })
  }

  async function put(question: Question): Promise<void> {
    if (dead >= GIVE_UP) {
      question.reject(new NoAnswer(`given up after ${GIVE_UP} requests that it did not survive`, true))
      return
    }
    try {
      starting ??= running === undefined ? start(command, patience, onFall) : undefined
      running = (await starting) ?? running
      starting = undefined
      // It may have fallen while this one waited.
      if (running === undefined) await put(question)
      else running.ask(question)
    } catch (error) {
      starting = undefined
      dead++
      question.reject(new NoAnswer((error as Error).message, true))
    }
  }

  const window = first.hello.window ?? WINDOW
  async function ask(loss: string, call: ModuleCall): Promise<ModuleAnswer> {
    if (underWay >= window) await new Promise<void>((go) => waiting.push(go))
    underWay++
    try {
      const said = await new Promise<WireAnswer>((resolve, reject) => void put({ loss, call, resolve, reject }))
      return inModuleForm(said, call)
    } finally {
      underWay--
      waiting.shift()?.()
    }
  }

  const { name, version, losses } = first.hello
  const offered = Object.entries(losses).map(([loss, declared]) => [
    loss,
    { ...declared, evaluate: (call: ModuleCall) => ask(loss, call) },
  ])
  const close = async (): Promise<void> => {
    running?.child.end()
    const last = running
    running = undefined
    dead = GIVE_UP
    if (last === undefined) return
    const late = setTimeout(() => last.child.kill(), LEAST_PATIENCE)
    await last.child.gone
    clearTimeout(late)
  }
  try {
    const subject = subjectOf({ name, version, losses: Object.fromEntries(offered) as Record<string, unknown> })
    return { ...subject, window, close }
  } catch (error) {
    await close()
    throw new NotExaminable(`${command.join(' ')}: hello: ${(error as Error).message}`)
  }
}
