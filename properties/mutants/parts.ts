/**
 * The parts of a right textbook implementation, each small enough to be spoiled in a line.
 *
 *   reading     numbers of a tensor, options, which values are taken
 *   score       a row of inputs → surprisals −ln p_c, and the pullback of masses to slopes (score.ts)
 *   target      a row of targets → masses q_c = w_c·((1 − a)·y_c + a/K), and the slopes of those
 *   row         L = Σ_c q_c·(−ln p_c), its slopes, or nothing where the row is ignored
 *   reduction   rows → a loss, upstream → a factor for each row
 *
 * A part that is made of others is given all of them first, so that a spoiled one is spoiled wherever it is used.
 */

import type { Domain, Tensor } from '../../reference/index.ts'
import type { ModuleCall } from '../subject.ts'
import type { Question } from './question.ts'
import { type Scoring, rightScoring } from './score.ts'
import { rightReading } from './reading.ts'
import { rightReduction } from './reduction.ts'
import { rightRow } from './row.ts'

/** An answer in the one form that the textbook gives: flat numbers, and a gradient for each argument. */
export interface TextbookAnswer {
  readonly loss: readonly number[]
  readonly gradient: Readonly<Record<string, readonly number[]>>
}

/** The masses q_c of a row, and ∂q_c/∂y_c. */
export interface Target {
  readonly mass: readonly number[]
  readonly rate: readonly number[]
}

export interface Row {
  readonly loss: number
  readonly slope: readonly number[]
  readonly targetSlope: readonly number[]
}

/** The options that are one number. */
export type OptionName = 'ignore_index' | 'label_smoothing' | 'temperature' | 'softcap' | 'z_loss' | 'focal'

export interface Reading {
  readonly numbers: (tensor: Tensor) => readonly number[]
  readonly option: (name: OptionName, given: number | undefined) => number
  /** Weights from their own shape to the shape they are needed in. */
  readonly broadcast: (weights: readonly number[], from: readonly number[], to: readonly number[]) => readonly number[]
  readonly takesSmoothing: (a: number) => boolean
  readonly takesIndex: (t: number, classes: number) => boolean
  readonly takesValue: (x: number, domain: Domain) => boolean
  /** The last word on an answer, and the only part that sees the tensors themselves. */
  readonly answer: (answer: TextbookAnswer, call: ModuleCall) => TextbookAnswer
}

export interface RowParts {
  /** Row n of the inputs. */
  readonly rowAt: (question: Question, n: number) => readonly number[]
  /** Whether row n counts; ignored rows do not. */
  readonly keeps: (question: Question, n: number) => boolean
  /** The class that index t names. */
  readonly hit: (t: number, question: Question) => number
  /** y_c of row n. */
  readonly targetAt: (parts: Parts, question: Question, n: number, c: number) => number
  readonly weightAt: (weights: readonly number[] | undefined, i: number) => number
  readonly smooth: (y: number, a: number, classes: number) => number
  /** Logits from what was given: divided by the temperature, capped; and how they move with it. */
  readonly raise: (x: number, question: Question) => number
  readonly rate: (x: number, question: Question) => number
  /** ψ and a of a class, from s = −ln p: what it costs, and what its mass counts for in the slopes. */
  readonly focus: (s: number, gamma: number) => { readonly psi: number; readonly a: number }
  /** λ·Λ² of a row, and the slope of class k. */
  readonly zLoss: (lambda: number, normaliser: number) => number
  readonly zSlope: (lambda: number, normaliser: number, p: number) => number
  /** The masses of a binary target t of weight w, whose positive side weighs v: (q_0, q_1). */
  readonly pair: (t: number, w: number, v: number) => readonly [number, number]
  readonly target: (parts: Parts, question: Question, n: number) => Target
  /** The masses that the gradient is made of; the same ones. */
  readonly slopeMass: (parts: Parts, question: Question, n: number) => readonly number[]
  /** q·s with 0·∞ = 0. */
  readonly weigh: (q: number, s: number) => number
  /** ∂L/∂y_c of a cross-entropy. */
  readonly targetSlope: (parts: Parts, rate: number, surprisal: number, y: number) => number
  /** Row n, or nothing when it is ignored. */
  readonly row: (parts: Parts, question: Question, n: number) => Row | undefined
}

export interface Reducing {
  readonly sumRows: (losses: readonly number[]) => number
  /** a/b, where 0 as a divisor gives NaN. */
  readonly divide: (a: number, b: number) => number
  /** What row n adds to the mean's divisor. */
  readonly counts: (parts: Parts, question: Question, n: number) => number
  readonly divisor: (parts: Parts, question: Question) => number
  readonly reduce: (parts: Parts, question: Question, losses: readonly number[]) => readonly number[]
  /** What row n's slopes are multiplied by. */
  readonly factor: (parts: Parts, question: Question, n: number) => number
}

export type Parts = Reading & Scoring & RowParts & Reducing

export const right: Parts = { ...rightReading, ...rightScoring, ...rightRow, ...rightReduction }
