/**
 * Balls of an arithmetic other than decimal: their ends are decimals that are made when they are asked for.
 */

import type { Decimal } from 'decimal.js'

export abstract class OwnBall {
  private ends: readonly [Decimal, Decimal] | undefined = undefined

  get lo(): Decimal {
    return this.made()[0]
  }

  get hi(): Decimal {
    return this.made()[1]
  }

  private made(): readonly [Decimal, Decimal] {
    this.ends ??= this.endsOf()
    return this.ends
  }

  protected abstract endsOf(): readonly [Decimal, Decimal]
}
