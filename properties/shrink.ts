/**
 * Shrinking: from a failing case to one that a person can read.
 *
 * Fewest rows, fewest classes, neutral options dropped one by one, round numbers. Every move makes the case strictly
 * simpler (fewer numbers, or a number with a shorter decimal or nearer 0), so shrinking ends.
 * fast-check tries the moves in order and goes on from the first that still fails.
 */

import {
  type Case,
  type Plane,
  pickClasses,
  pickRows,
  rowOf,
  specOf,
  values,
  withPlane,
  withValues,
  reducing,
} from './case.ts'
import { type Format, formats, roundTo } from '../reference/index.ts'
import { indices } from './derived.ts'

/** The simpler cases next to a case, boldest first. */
export function* smaller(c: Case): Generator<Case> {
  // Of a large case the parts are many: what is one move goes first, and is nearly always granted.
  if (c.rows > MANY || c.classes > MANY) {
    yield* fewerOptions(c)
    yield* unreduced(c)
    yield* rounderThroughout(c)
  }
  yield* fewerRows(c)
  for (const next of fewerClasses(c)) if (!emptied(c, next)) yield next
  yield* fewerOptions(c)
  yield* unreduced(c)
  yield* rounder(c)
}

function* unreduced(c: Case): Generator<Case> {
  if (reducing(c) !== 'none' && c.planes['upstream'] === undefined) yield { ...c, reduction: 'none' }
}

/** Of more than this, parts are left out before single ones: halves, quarters, eighths. */
const MANY = 33

function* withoutParts(count: number): Generator<number[]> {
  for (let size = Math.ceil(count / 2); size > 1; size = Math.ceil(size / 2)) {
    for (let from = 0; from < count; from += size) yield indices(count).filter((i) => i < from || i >= from + size)
  }
}

function* fewerRows(c: Case): Generator<Case> {
  if (c.rows > MANY) {
    for (const keep of withoutParts(c.rows)) yield pickRows(c, keep)
    return
  }
  if (c.rows > 1) for (const n of indices(c.rows)) yield pickRows(c, [n])
  if (c.rows > 2)
    for (const n of indices(c.rows))
      yield pickRows(
        c,
        indices(c.rows).filter((i) => i !== n),
      )
}

function* fewerClasses(c: Case): Generator<Case> {
  if (specOf(c).targets === 'binary' || c.classes < 2) return
  const hits = c.indexed ? values(c, 'target') : []
  if (c.classes > MANY) {
    for (const part of withoutParts(c.classes)) {
      const kept = new Set([...part, ...hits])
      if (kept.size < c.classes)
        yield pickClasses(
          c,
          [...kept].sort((a, b) => a - b),
        )
    }
  }
  // A half first: a tile-tail bug at 33 classes should not take 30 steps.
  for (const keep of [indices(c.classes).filter((k) => k * 2 < c.classes || hits.includes(k))]) {
    if (keep.length < c.classes - 1) yield pickClasses(c, keep)
  }
  for (const k of indices(c.classes))
    if (!hits.includes(k))
      yield pickClasses(
        c,
        indices(c.classes).filter((i) => i !== k),
      )
}

/** Whether a row of logits lost its last class above −∞: what is left is NaN, which is another question. */
function emptied(c: Case, next: Case): boolean {
  const nothing = (of: Case, n: number) => rowOf(of, 'input', n).every((z) => z === -Infinity)
  return specOf(c).score === 'logits' && indices(c.rows).some((n) => nothing(next, n) && !nothing(c, n))
}

function* fewerOptions(c: Case): Generator<Case> {
  for (const option of [...specOf(c).options, 'upstream']) {
    if (c.planes[option] === undefined) continue
    // An ignore_index in use marks rows; without it they would be out of range.
    if (option === 'ignore_index' && values(c, 'target').includes(c.planes[option].values[0] as number)) continue
    yield withPlane(c, option, undefined)
  }
}

/** All numbers of a plane at once. */
function* rounderThroughout(c: Case): Generator<Case> {
  for (const name of Object.keys(c.planes)) if (roundable(c, name)) yield* rounderPlane(c, name)
}

function* rounderPlane(c: Case, name: string): Generator<Case> {
  const { values: old } = c.planes[name] as Plane
  for (const move of old.length > 1 ? moves(formats[c.dtype]) : []) {
    const next = old.map((x) => move(x) ?? x)
    if (next.some((x, i) => x !== old[i])) yield withValues(c, name, next)
  }
}

function* rounder(c: Case): Generator<Case> {
  for (const [name, plane] of Object.entries(c.planes)) {
    if (!roundable(c, name)) continue
    yield* rounderPlane(c, name)
    const simpler = moves(formats[c.dtype])
    for (const [i, x] of plane.values.entries()) {
      for (const move of simpler) {
        const next = move(x)
        if (next === undefined) continue
        yield withValues(
          c,
          name,
          plane.values.map((old, j) => (i === j ? next : old)),
        )
      }
    }
  }
}

function roundable(c: Case, name: string): boolean {
  // Indices and marks are not magnitudes: their classes shrink instead.
  return !((name === 'target' && c.indexed) || name === 'ignore_index' || name === 'seed')
}

/** Simpler numbers: 0, then 1, then powers of ten, integers, halves, half the size, and the shortest decimals. */
const roundings: readonly ((x: number) => number)[] = [
  () => 0,
  (x) => Math.sign(x),
  (x) => Math.sign(x) * 10 ** Math.round(Math.log10(Math.abs(x))),
  (x) => Math.trunc(x),
  (x) => Math.round(x * 2) / 2,
  (x) => Math.sign(x) * 10 ** Math.round(Math.log10(Math.abs(x)) / 2),
  (x) => Number(x.toPrecision(1)),
  (x) => Number((x / 2).toPrecision(1)),
  (x) => Number(x.toPrecision(2)),
  (x) => Math.trunc(x / 2),
]

/** The roundings within a format, each only where it leads to a number that is simpler by `weight`. */
function moves(format: Format): readonly ((x: number) => number | undefined)[] {
  return roundings.map((round) => (x) => {
    if (x === 0 || !Number.isFinite(x)) return undefined
    const next = roundTo(format, round(x))
    return Number.isFinite(next) && weight(next) < weight(x) ? next : undefined
  })
}

/** How hard a number is to read: digits of its decimal, then its size. */
export function weight(x: number): number {
  if (x === 0) return 0
  const digits = Math.abs(x).toExponential().split('e')[0]?.replace('.', '').length ?? 1
  // A whole digit outweighs any exponent, |log10 x| < 400; a sign costs less than a step in size.
  return digits * 1000 + Math.abs(Math.log10(Math.abs(x))) * 2 + (x < 0 ? 0.5 : 0) + (Number.isInteger(x) ? 0 : 1)
}
