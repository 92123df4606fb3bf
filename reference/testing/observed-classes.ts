/**
 * Softmax cross-entropies of other frameworks at their edges.
 *
 *   asked | number | exact | seen | how they differ, or a remark      (observed.ts)
 */

import type { Sighting } from './observed.ts'

export const classes: readonly Sighting[] = [
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.losses.softmaxCrossEntropy',
    dtype: 'f32',
    common: 'reduction=NONE',
    lines: `
  logits=[[0,-∞,-∞]] labels=[[1,0,0]]               | loss[0]   | NaN                                | nan
  logits=[[-∞,1,2]] labels=[[0,1,0]]                | loss[0]   | NaN                                | nan
  logits=[[-∞,1,2]] labels=[[1,0,0]]                | loss[0]   | ∞                                  | inf
  logits=[[-∞,1,2]] labels=[[0,1,0]] labelSmoothing=0.1 | loss[0]   | ∞                                  | inf
  logits=[[∞,1,2]] labels=[[1,0,0]]                 | loss[0]   | NaN                                | nan
  logits=[[∞,1,2]] labels=[[0,1,0]]                 | loss[0]   | NaN                                | nan
  logits=[[-∞,-∞,-∞]] labels=[[1,0,0]]              | loss[0]   | NaN                                | nan
  logits=[[∞,∞,∞]] labels=[[1,0,0]]                 | loss[0]   | NaN                                | nan
  logits=[[NaN,1,2]] labels=[[0,1,0]]               | loss[0]   | NaN                                | nan
  logits=[[3e38,-3e38,0]] labels=[[0,1,0]]          | loss[0]   | 6.00000001099551151555607988562e+38 | inf
  logits=0×3 labels=0×3 reduction=SUM               | loss[0]   | 0                                  | 0
  logits=0×3 labels=0×3 reduction=MEAN              | loss[0]   | NaN                                | nan
  logits=0×3 labels=0×3 reduction=SUM_BY_NONZERO_WEIGHTS | loss[0]   | NaN                                | nan
  logits=[[5]] labels=[[1]]                         | loss[0]   | 0                                  | 0
  logits=[[-∞]] labels=[[1]]                        | loss[0]   | NaN                                | nan
  logits=2×0 labels=2×0                             | loss[0]   | refused logits                     | 0        | as shipped
  logits=[[1,2,3]] labels=[[1,1,1]]                 | loss[0]   | 4.22281789333314091344875971364    | 4.22282
  logits=[[1,2,3]] labels=[[1,1,1]]                 | input[0]  | free                               | -0.90997 | p − 1
  logits=[[1,2,3]] labels=[[0,0,0]]                 | loss[0]   | 0                                  | 0
  logits=[[1,2,3]] labels=[[0,0,0]]                 | input[0]  | free                               | 0.09003  | p
  logits=[[1,2,3]] labels=[[0,0,1]]                 | target[0] | free                               | -0.09003 | y − p
  logits=[[1,2,3]] labels=[[0,0,1]] labelSmoothing=1 | loss[0]   | 1.40760596444438030448291990455    | 1.40761  | lse z − mean z
  logits=[[1,2,3]] labels=[[0,0,1]] weights=[0] reduction=NONE | loss[0]   | 0                                  | 0
  logits=[[1,2,3]] labels=[[0,0,1]] weights=[0] reduction=SUM | loss[0]   | 0                                  | 0
  logits=[[1,2,3]] labels=[[0,0,1]] weights=[0] reduction=MEAN | loss[0]   | NaN                                | nan
  logits=[[1,2,3]] labels=[[0,0,1]] weights=[0] reduction=SUM_BY_NONZERO_WEIGHTS | loss[0]   | NaN                                | nan
  logits=[[-∞,1,2]] labels=[[1,0,0]] weights=[0]    | loss[0]   | NaN                                | nan
`,
  },
  {
    seen: 'ONNX Runtime 1.30',
    row: 'onnx.SoftmaxCrossEntropyLoss',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  scores=[[0,-∞,-∞]] labels=[0]                     | loss[0] | 0                                  | -0
  scores=[[-∞,1,2]] labels=[1]                      | loss[0] | 1.31326168751822283404899549497    | 1.31326
  scores=[[-∞,1,2]] labels=[0]                      | loss[0] | ∞                                  | inf
  scores=[[∞,1,2]] labels=[0]                       | loss[0] | NaN                                | nan
  scores=[[∞,1,2]] labels=[1]                       | loss[0] | ∞                                  | inf
  scores=[[-∞,-∞,-∞]] labels=[0]                    | loss[0] | NaN                                | nan
  scores=[[∞,∞,∞]] labels=[0]                       | loss[0] | NaN                                | nan
  scores=[[NaN,1,2]] labels=[1]                     | loss[0] | NaN                                | nan
  scores=[[1e308,-1e308,0]] labels=[1]              | loss[0] | 2.00000000000000002195812725888e+308 | inf
  scores=0×3 labels=[]                              | loss[0] | refused scores                     | throws
  scores=[[1,2,3]] labels=[0] ignore_index=0 reduction=none | loss[0] | 0                                  | -0
  scores=[[1,2,3]] labels=[0] ignore_index=0 reduction=sum | loss[0] | 0                                  | -0
  scores=[[1,2,3]] labels=[0] ignore_index=0 reduction=mean | loss[0] | NaN                                | nan
  scores=[[5]] labels=[0]                           | loss[0] | 0                                  | -0
  scores=[[-∞]] labels=[0]                          | loss[0] | NaN                                | nan
  scores=2×0 labels=[0,0]                           | loss[0] | refused scores                     | throws
  scores=[[1,2,3]] labels=[3]                       | loss[0] | refused labels[0]                   | throws 
  scores=[[1,2,3]] labels=[-1]                      | loss[0] | 0.407605964444380304482919904545   | 0.40761 | the last class
  scores=[[1,2,3]] labels=[2] weights=[0,0,0] reduction=none | loss[0] | 0                                  | 0
  scores=[[1,2,3]] labels=[2] weights=[0,0,0] reduction=sum | loss[0] | 0                                  | 0
  scores=[[1,2,3]] labels=[2] weights=[0,0,0] reduction=mean | loss[0] | NaN                                | nan
  scores=[[-∞,1,2]] labels=[0] weights=[0,1,1]      | loss[0] | NaN                                | nan
  scores=[[NaN,1,2]] labels=[0] ignore_index=0      | loss[0] | 0                                  | -0
`,
  },
  {
    seen: 'optax 0.2.9, its text run on NumPy',
    row: 'optax.softmax_cross_entropy',
    dtype: 'f64',
    lines: `
  logits=[[0,-∞,-∞]] labels=[[1,0,0]]        | loss[0] | NaN                                  | nan
  logits=[[-∞,1,2]] labels=[[0,1,0]]         | loss[0] | NaN                                  | nan
  logits=[[-∞,1,2]] labels=[[1,0,0]]         | loss[0] | ∞                                    | inf
  logits=[[∞,1,2]] labels=[[1,0,0]]          | loss[0] | NaN                                  | nan
  logits=[[∞,1,2]] labels=[[0,1,0]]          | loss[0] | NaN                                  | nan
  logits=[[-∞,-∞,-∞]] labels=[[1,0,0]]       | loss[0] | NaN                                  | nan
  logits=[[∞,∞,∞]] labels=[[1,0,0]]          | loss[0] | NaN                                  | nan
  logits=[[NaN,1,2]] labels=[[0,1,0]]        | loss[0] | NaN                                  | nan
  logits=[[1e308,-1e308,0]] labels=[[0,1,0]] | loss[0] | 2.00000000000000002195812725888e+308 | inf
  logits=[[5]] labels=[[1]]                  | loss[0] | 0                                    | 0
  logits=[[-∞]] labels=[[1]]                 | loss[0] | NaN                                  | nan
  logits=[[1,2,3]] labels=[[1,1,1]]          | loss[0] | 4.22281789333314091344875971364      | 4.22282
  logits=[[1,2,3]] labels=[[0,0,0]]          | loss[0] | 0                                    | -0
`,
  },
  {
    seen: 'optax 0.2.9, its text run on NumPy',
    row: 'optax.safe_softmax_cross_entropy',
    dtype: 'f64',
    lines: `
  logits=[[0,-∞,-∞]] labels=[[1,0,0]]        | loss[0] | 0                                    | 0
  logits=[[-∞,1,2]] labels=[[0,1,0]]         | loss[0] | 1.31326168751822283404899549497      | 1.31326
  logits=[[-∞,1,2]] labels=[[1,0,0]]         | loss[0] | ∞                                    | inf
  logits=[[∞,1,2]] labels=[[1,0,0]]          | loss[0] | NaN                                  | nan
  logits=[[∞,1,2]] labels=[[0,1,0]]          | loss[0] | NaN                                  | nan
  logits=[[-∞,-∞,-∞]] labels=[[1,0,0]]       | loss[0] | NaN                                  | nan
  logits=[[∞,∞,∞]] labels=[[1,0,0]]          | loss[0] | NaN                                  | nan
  logits=[[NaN,1,2]] labels=[[0,1,0]]        | loss[0] | NaN                                  | nan
  logits=[[1e308,-1e308,0]] labels=[[0,1,0]] | loss[0] | 2.00000000000000002195812725888e+308 | inf
  logits=[[5]] labels=[[1]]                  | loss[0] | 0                                    | 0
  logits=[[-∞]] labels=[[1]]                 | loss[0] | NaN                                  | nan
  logits=[[1,2,3]] labels=[[1,1,1]]          | loss[0] | 4.22281789333314091344875971364      | 4.22282
  logits=[[1,2,3]] labels=[[0,0,0]]          | loss[0] | 0                                    | -0
`,
  },
  {
    seen: 'optax 0.2.9, its text run on NumPy',
    row: 'optax.softmax_cross_entropy_with_integer_labels',
    dtype: 'f64',
    lines: `
  logits=[[0,-∞,-∞]] labels=[0]        | loss[0] | 0                                    | 0
  logits=[[-∞,1,2]] labels=[1]         | loss[0] | 1.31326168751822283404899549497      | 1.31326
  logits=[[-∞,1,2]] labels=[0]         | loss[0] | ∞                                    | inf
  logits=[[∞,1,2]] labels=[0]          | loss[0] | NaN                                  | nan
  logits=[[-∞,-∞,-∞]] labels=[0]       | loss[0] | NaN                                  | nan
  logits=[[∞,∞,∞]] labels=[0]          | loss[0] | NaN                                  | nan
  logits=[[NaN,1,2]] labels=[1]        | loss[0] | NaN                                  | nan
  logits=[[1e308,-1e308,0]] labels=[1] | loss[0] | 2.00000000000000002195812725888e+308 | inf
  logits=[[5]] labels=[0]              | loss[0] | 0                                    | 0
  logits=[[-∞]] labels=[0]             | loss[0] | NaN                                  | nan
`,
  },
]
