/**
 * The cross-entropy of torch at its edges.
 *
 *   asked | number | exact | seen | how they differ, or a remark      (observed.ts)
 */

import type { Sighting } from './observed.ts'

export const torchClasses: readonly Sighting[] = [
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.index',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[[0,-∞,-∞]] target=[0]                      | loss[0]  | 0                                  | 0
  input=[[0,-∞,-∞]] target=[0]                      | input[0] | 0                                  | 0
  input=[[0,-∞,-∞]] target=[0]                      | input[1] | 0                                  | 0
  input=[[0,-∞,-∞]] target=[0]                      | input[2] | 0                                  | 0
  input=[[-∞,1,2]] target=[1]                       | loss[0]  | 1.31326168751822283404899549497    | 1.31326
  input=[[-∞,1,2]] target=[1]                       | input[0] | 0                                  | 0
  input=[[-∞,1,2]] target=[1]                       | input[1] | -0.731058578630004879251159241822  | -.731
  input=[[-∞,1,2]] target=[1]                       | input[2] | 0.731058578630004879251159241822   | .731
  input=[[-∞,1,2]] target=[0]                       | loss[0]  | ∞                                  | inf
  input=[[-∞,1,2]] target=[0]                       | input[0] | -1                                 | -1
  input=[[-∞,1,2]] target=[0]                       | input[1] | 0.268941421369995120748840758178   | .269
  input=[[-∞,1,2]] target=[0]                       | input[2] | 0.731058578630004879251159241822   | .731
  input=[[-∞,1,2]] target=[1] label_smoothing=0.1   | loss[0]  | ∞                                  | inf
  input=[[-∞,1,2]] target=[0] label_smoothing=0.1   | loss[0]  | ∞                                  | inf
  input=[[∞,1,2]] target=[0]                        | loss[0]  | NaN                                | nan
  input=[[∞,1,2]] target=[0]                        | input[0] | NaN                                | nan
  input=[[∞,1,2]] target=[0]                        | input[1] | NaN                                | nan
  input=[[∞,1,2]] target=[0]                        | input[2] | NaN                                | nan
  input=[[∞,1,2]] target=[1]                        | loss[0]  | NaN                                | nan
  input=[[∞,1,2]] target=[1]                        | input[0] | NaN                                | nan
  input=[[∞,1,2]] target=[1]                        | input[1] | NaN                                | nan
  input=[[∞,1,2]] target=[1]                        | input[2] | NaN                                | nan
  input=[[-∞,-∞,-∞]] target=[0]                     | loss[0]  | NaN                                | nan
  input=[[-∞,-∞,-∞]] target=[0]                     | input[0] | NaN                                | nan
  input=[[-∞,-∞,-∞]] target=[0]                     | input[1] | NaN                                | nan
  input=[[-∞,-∞,-∞]] target=[0]                     | input[2] | NaN                                | nan
  input=[[∞,∞,∞]] target=[0]                        | loss[0]  | NaN                                | nan
  input=[[NaN,1,2]] target=[1]                      | loss[0]  | NaN                                | nan
  input=[[NaN,1,2]] target=[1]                      | input[0] | NaN                                | nan
  input=[[NaN,1,2]] target=[1]                      | input[1] | NaN                                | nan
  input=[[NaN,1,2]] target=[1]                      | input[2] | NaN                                | nan
  input=[[1e308,-1e308,0]] target=[1]               | loss[0]  | 2.00000000000000002195812725888e+308 | inf
  input=0×3 target=[] reduction=sum                 | loss[0]  | 0                                  | 0
  input=0×3 target=[] reduction=mean                | loss[0]  | NaN                                | nan
  input=[[1,2,3]] target=[-100]                     | loss[0]  | 0                                  | 0
  input=[[1,2,3]] target=[-100] reduction=sum       | loss[0]  | 0                                  | 0
  input=[[1,2,3]] target=[-100] reduction=mean      | loss[0]  | NaN                                | nan
  input=[[1,2,3]] target=[-100] reduction=mean      | input[0] | 0                                  | 0
  input=[[1,2,3]] target=[-100] reduction=mean      | input[1] | 0                                  | 0
  input=[[1,2,3]] target=[-100] reduction=mean      | input[2] | 0                                  | 0
  input=[[5]] target=[0]                            | loss[0]  | 0                                  | 0
  input=[[5]] target=[0]                            | input[0] | 0                                  | 0
  input=[[-∞]] target=[0]                           | loss[0]  | NaN                                | nan
  input=2×0 target=[0,0]                            | loss[0]  | refused input                      | IndexError
  input=[[1,2,3]] target=[3]                        | loss[0]  | refused target[0]                  | IndexError
  input=[[1,2,3]] target=[-1]                       | loss[0]  | refused target[0]                  | IndexError
  input=[[1,2,3]] target=[2] label_smoothing=1      | loss[0]  | 1.40760596444438030448291990455    | 1.40761    | lse z − mean z
  input=[[-∞,1,2]] target=[0] label_smoothing=1     | loss[0]  | NaN                                | nan
  input=[[1,2,3]] target=[2] weight=[0,0,0]         | loss[0]  | 0                                  | 0
  input=[[1,2,3]] target=[2] weight=[0,0,0] reduction=sum | loss[0]  | 0                                  | 0
  input=[[1,2,3]] target=[2] weight=[0,0,0] reduction=mean | loss[0]  | NaN                                | nan
  input=[[1,2,3]] target=[2] weight=[0,0,0] reduction=mean | input[0] | NaN                                | nan
  input=[[1,2,3]] target=[2] weight=[0,0,0] reduction=mean | input[1] | NaN                                | nan
  input=[[1,2,3]] target=[2] weight=[0,0,0] reduction=mean | input[2] | NaN                                | nan
  input=[[-∞,1,2]] target=[0] weight=[0,1,1]        | loss[0]  | NaN                                | nan
  input=[[NaN,1,2]] target=[-100]                   | loss[0]  | 0                                  | 0
  input=[[NaN,1,2]] target=[-100]                   | input[0] | free                               | nan
  input=[[40,0,0,0,0,0,0,0,0,0]] target=[0]         | loss[0]  | 3.82351882976243002269983009683e-17 | 0          | ±2^-53
  input=[[40,0,0,0,0,0,0,0,0,0]] target=[0]         | input[0] | -3.82351882976242994960334888909e-17 | 0          | ±2^-53
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.distribution',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[[0,-∞,-∞]] target=[[1,0,0]]                | loss[0]  | NaN                                | nan
  input=[[0,-∞,-∞]] target=[[1,0,0]]                | input[0] | 0                                  | 0
  input=[[0,-∞,-∞]] target=[[1,0,0]]                | input[1] | 0                                  | 0
  input=[[0,-∞,-∞]] target=[[1,0,0]]                | input[2] | 0                                  | 0
  input=[[-∞,1,2]] target=[[0,1,0]]                 | loss[0]  | NaN                                | nan
  input=[[-∞,1,2]] target=[[0,1,0]]                 | input[0] | 0                                  | 0
  input=[[-∞,1,2]] target=[[1,0,0]]                 | loss[0]  | ∞                                  | inf
  input=[[-∞,1,2]] target=[[0,1,0]] label_smoothing=0.1 | loss[0]  | ∞                                  | inf
  input=[[∞,1,2]] target=[[1,0,0]]                  | loss[0]  | NaN                                | nan
  input=[[∞,1,2]] target=[[0,1,0]]                  | loss[0]  | NaN                                | nan
  input=[[-∞,-∞,-∞]] target=[[1,0,0]]               | loss[0]  | NaN                                | nan
  input=[[∞,∞,∞]] target=[[1,0,0]]                  | loss[0]  | NaN                                | nan
  input=[[NaN,1,2]] target=[[0,1,0]]                | loss[0]  | NaN                                | nan
  input=[[1e308,-1e308,0]] target=[[0,1,0]]         | loss[0]  | 2.00000000000000002195812725888e+308 | inf
  input=0×3 target=0×3 reduction=sum                | loss[0]  | 0                                  | -0
  input=0×3 target=0×3 reduction=mean               | loss[0]  | NaN                                | nan
  input=[[5]] target=[[1]]                          | loss[0]  | 0                                  | -0
  input=[[5]] target=[[1]]                          | input[0] | 0                                  | 0
  input=[[-∞]] target=[[1]]                         | loss[0]  | NaN                                | nan
  input=2×0 target=2×0                              | loss[0]  | refused input                      | -0       | as shipped
  input=[[1,2,3]] target=[[-0.5,0.5,1]]             | loss[0]  | -0.0923940355556196955170800954549 | -0.0924
  input=[[1,2,3]] target=[[1,1,1]]                  | loss[0]  | 4.22281789333314091344875971364    | 4.22282
  input=[[1,2,3]] target=[[1,1,1]]                  | input[0] | -0.729908280488858626005933695547  | -0.72991 | 3p − 1
  input=[[1,2,3]] target=[[1,1,1]]                  | input[1] | -0.265814586835607042581121144978  | -0.26581 | 3p − 1
  input=[[1,2,3]] target=[[1,1,1]]                  | input[2] | 0.995722867324465668587054840524   | 0.99572  | 3p − 1
  input=[[1,2,3]] target=[[0,0,0]]                  | loss[0]  | 0                                  | -0
  input=[[1,2,3]] target=[[0,0,0]]                  | input[0] | 0                                  | 0
  input=[[1,2,3]] target=[[0,0,0]]                  | input[1] | 0                                  | 0
  input=[[1,2,3]] target=[[0,0,0]]                  | input[2] | 0                                  | 0
  input=[[1,2,3]] target=[[0,0,1]] label_smoothing=1 | loss[0]  | 1.40760596444438030448291990455    | 1.40761  | lse z − mean z
  input=[[1,2,3]] target=[[0,0,1]] weight=[0,0,0] reduction=none | loss[0]  | 0                                  | -0
  input=[[1,2,3]] target=[[0,0,1]] weight=[0,0,0] reduction=sum | loss[0]  | 0                                  | -0
  input=[[1,2,3]] target=[[0,0,1]] weight=[0,0,0] reduction=mean | loss[0]  | 0                                  | -0
  input=[[-∞,1,2]] target=[[1,0,0]] weight=[0,1,1]  | loss[0]  | NaN                                | nan
`,
  },
]
