/**
 * Numbers that frameworks were seen to return: what was asked, the exact value, and what came out.
 *
 *   input=[[0,-∞]] target=[0] | loss[0] | 0 | -0 | a remark
 *
 *   asked    name=value: nested lists, 0×3 for an empty tensor of that shape, (2) for one without axes, numbers, words
 *   number   of the answer; input[k] and target[k] are its gradient in what the row calls its input and its target
 *   exact    30 digits by mpmath 1.2 at 60, from the definition and the very floats, never by this reference; NaN, ±∞;
 *            or what the reference says where it has no number: free, unsupported, and refused with the argument blamed
 *   seen     as printed, by the framework itself or by the text of its source run on NumPy
 *   last     how seen differs from exact, or a remark
 *              nothing      by no more than half a unit of the last digit printed, or 4 ulp
 *              ±2^-53       by more than that, and by no more than so much: half an ulp of 1, where it adds e^−gap to 1
 *              as shipped   it is something else, as the notes of the row say
 */

import type { Call, FloatType, Tensor } from '../call.ts'
import { tensorOf } from '../format.ts'
import { profiles } from '../losses.ts'
import type { Profile } from '../profile.ts'

export interface Sighting {
  /** What was run. */
  readonly seen: string
  /** The profile. */
  readonly row: string
  readonly dtype: FloatType
  /** Asked in every line that does not ask otherwise. */
  readonly common?: string
  readonly lines: string
}

export interface Observation {
  readonly name: string
  readonly profile: Profile
  readonly dtype: FloatType
  readonly call: Call
  readonly part: 'loss' | 'input' | 'target'
  readonly index: number
  readonly exact: string
  readonly seen: string
  readonly differs?: number | 'as shipped'
}

export function observationsOf(sighting: Sighting): readonly Observation[] {
  const { seen: by, row, dtype, common = '', lines } = sighting
  const profile = profiles.get(row)
  if (profile === undefined) throw new RangeError(`row: expected the name of a profile, got ${row}`)
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [asked = '', number = '', exact = '', seen = '', last = ''] = line.split('|').map((cell) => cell.trim())
      const [, part, index] = /^(loss|input|target)\[(\d+)\]$/.exec(number) ?? []
      if (part === undefined || seen === '')
        throw new RangeError(`lines: expected asked | number | exact | seen, got ${line}`)
      const differs = differenceOf(last)
      return {
        name: `${by}, ${row}: ${asked} ${number}`,
        profile,
        dtype,
        call: callOf(profile, dtype, `${common} ${asked}`),
        part: part as Observation['part'],
        index: Number(index),
        exact,
        seen,
        ...(differs !== undefined && { differs }),
      }
    })
}

function differenceOf(last: string): Observation['differs'] {
  const [, power] = /^±2\^(-\d+)/.exec(last) ?? []
  if (power !== undefined) return 2 ** Number(power)
  return last.startsWith('as shipped') ? 'as shipped' : undefined
}

function callOf(profile: Profile, dtype: FloatType, asked: string): Call {
  const given: Record<string, Tensor | number | string> = {}
  for (const part of asked.split(' ').filter(Boolean)) {
    const [name = '', value = ''] = part.split('=')
    given[name] = argumentOf(name === profile.target && profile.targets === 'index' ? 'i64' : dtype, value)
  }
  return { loss: profile.name, arguments: given, want: ['loss', 'gradient'] }
}

function argumentOf(dtype: Tensor['dtype'], value: string): Tensor | number | string {
  if (value.includes('×')) return tensorOf(dtype, value.split('×').map(Number), [])
  if (value.startsWith('(')) return tensorOf(dtype, [], [Number(value.slice(1, -1))])
  if (value.startsWith('[')) return tensorOf(dtype, shapeOf(value), value.match(NUMBER)?.map(numberOf) ?? [])
  return /^-?\d/.test(value) ? Number(value) : value
}

const NUMBER = /[^[\],]+/g

function numberOf(text: string): number {
  return Number(text.replace('∞', 'Infinity'))
}

/** Of lists within lists, all of one length: that of the first, at each depth. */
function shapeOf(list: string): readonly number[] {
  const shape: number[] = []
  for (let rest = JSON.parse(list.replaceAll(NUMBER, '0')) as unknown; Array.isArray(rest); rest = rest[0]) {
    shape.push(rest.length)
  }
  return shape
}
