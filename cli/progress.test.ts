/**
 * The progress line: redrawn on a terminal and no wider than it, elsewhere silent for ten seconds.
 */

import { describe, expect, test } from 'vitest'
import { lineOf, progressLine } from './progress.ts'

const total = { done: 100, of: 400, cases: 5000, law: 'shift-invariance', loss: 'cross_entropy' }

function screen(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly written: string[] } {
  const written: string[] = []
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) }
  return { stream: stream as unknown as NodeJS.WriteStream, written }
}

describe('the progress line', () => {
  test('tells law, cases, cases a second and the time left', () => {
    expect(lineOf(total, 10)).toBe(
      '100/400 laws · 5000 cases · 500 a second · 30 s left · shift-invariance, cross_entropy',
    )
    expect(lineOf({ ...total, done: 10 }, 60)).toContain(' · 39 min left · ')
  })

  test('says nothing of the time left before it can know', () => {
    expect(lineOf({ ...total, done: 1 }, 10)).not.toContain('left')
  })

  test('is redrawn on a terminal, within its width, and cleared at the end', () => {
    const { stream, written } = screen(true)
    const { show, end } = progressLine(stream)
    show(total)
    show(total)
    end()
    expect(written.map((text) => text.startsWith('\r'))).toEqual([true, true, true])
    expect(written[0]!.replace('\r\u001B[2K', '').length).toBe(39)
    expect(written[2]).toBe('\r\u001B[2K')
  })

  test('is silent elsewhere until ten seconds are over', () => {
    const { stream, written } = screen(false)
    const { show, end } = progressLine(stream)
    show(total)
    end()
    expect(written).toEqual([])
  })
})
