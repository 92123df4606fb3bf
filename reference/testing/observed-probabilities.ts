/**
 * Losses of probabilities and of their logarithms at their edges.
 *
 *   asked | number | exact | seen | how they differ, or a remark      (observed.ts)
 */

import type { Sighting } from './observed.ts'

export const probabilities: readonly Sighting[] = [
  {
    seen: 'torch 1.13.0',
    row: 'torch.binary_cross_entropy',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[0] target=[1]                             | loss[0]   | 100                                | 100
  input=[0] target=[1]                             | input[0]  | -1000000003995.80281571642128280   | -1000000003995.8029
  input=[0] target=[1]                             | target[0] | ∞                                  | inf
  input=[1] target=[1]                             | loss[0]   | 0                                  | 0
  input=[1] target=[1]                             | input[0]  | 0                                  | 0
  input=[1] target=[0]                             | loss[0]   | 100                                | 100
  input=[0] target=[0]                             | loss[0]   | 0                                  | 0
  input=[1e-50] target=[0]                         | loss[0]   | 1.00000000000000000761622370578e-50 | 0              | ±2^-53: ln(1 − p)
  input=[1e-300] target=[1]                        | loss[0]   | 100                                | 100
  input=[1e-300] target=[1]                        | target[0] | 690.775527898213705180338344570    | 690.8
  input=[-0.1] target=[1]                          | loss[0]   | refused input[0]                   | RuntimeError
  input=[1.1] target=[1]                           | loss[0]   | refused input[0]                   | RuntimeError
  input=[NaN] target=[1]                           | loss[0]   | refused input[0]                   | RuntimeError
  input=[0.5] target=[NaN]                         | loss[0]   | refused target[0]                  | nan            | as shipped: refused later
  input=[0.5] target=[2]                           | loss[0]   | refused target[0]                  | .6931          | as shipped: refused later
  input=[] target=[] reduction=sum                 | loss[0]   | 0                                  | 0
  input=[] target=[] reduction=mean                | loss[0]   | NaN                                | nan
  input=[0.5] target=[1] weight=[0] reduction=mean | loss[0]   | 0                                  | 0
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.nll_loss',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[[-∞,0]] target=[0]                              | loss[0]  | ∞                 | inf
  input=[[-∞,0]] target=[1]                              | loss[0]  | 0                 | 0
  input=[[-∞,-∞]] target=[1]                             | loss[0]  | ∞                 | inf
  input=[[0,2.5]] target=[1]                             | loss[0]  | -2.5              | -2.5
  input=[[0,∞]] target=[1]                               | loss[0]  | -∞                | -inf
  input=[[NaN,2.5]] target=[1]                           | loss[0]  | -2.5              | -2.5
  input=[[NaN,0]] target=[0]                             | loss[0]  | NaN               | nan
  input=0×3 target=[] reduction=sum                      | loss[0]  | 0                 | 0
  input=0×3 target=[] reduction=mean                     | loss[0]  | NaN               | nan
  input=[[-1,-2]] target=[-100] reduction=mean           | loss[0]  | NaN               | nan
  input=[[-1,-2]] target=[-100] reduction=mean           | input[0] | 0                 | 0
  input=[[-1,-2]] target=[-100] reduction=mean           | input[1] | 0                 | 0
  input=[[-0.5]] target=[0]                              | loss[0]  | 0.5               | 0.5        | −x
  input=[[-1,-2]] target=[2]                             | loss[0]  | refused target[0] | IndexError
  input=[[-1,-2]] target=[0] weight=[0,0] reduction=mean | loss[0]  | NaN               | nan
  input=[[NaN,-2]] target=[0] weight=[0,1]               | loss[0]  | NaN               | nan
`,
  },
  {
    seen: 'scikit-learn 1.2.1',
    row: 'sklearn.log_loss@1.2',
    dtype: 'f64',
    lines: `
  y_pred=[[0,1]] y_true=[0]                       | loss[0] | 36.0436533891171560896960703158    | 36.0437
  y_pred=[[0,1]] y_true=[1]                       | loss[0] | 2.22044604925031332736629621775e-16 | 2.2e-16
  y_pred=[[0.2,0.3]] y_true=[1]                   | loss[0] | 0.510825623765990720212948250476   | .5108
  y_pred=[[2,3]] y_true=[1]                       | loss[0] | 0.693147180559945309417232121458   | .6931
  y_pred=[[0,0,0]] y_true=[1]                     | loss[0] | 1.09861228866810969139524523692    | 1.0986         | ln K
  y_pred=[[NaN,1]] y_true=[1]                     | loss[0] | refused y_pred[0]                  | ValueError
  y_pred=0×2 y_true=[]                            | loss[0] | refused y_pred                     | ValueError
  y_pred=[[0.3,0.7]] y_true=[2]                   | loss[0] | 0                                  | 0              | not told
  y_pred=[[0.3,0.7]] y_true=[1] sample_weight=[0] | loss[0] | refused sample_weight              | ZeroDivisionError
`,
  },
  {
    seen: 'scikit-learn 1.2.1',
    row: 'sklearn.log_loss@1.2',
    dtype: 'f32',
    lines: `
  y_pred=[[0,1]] y_true=[0] | loss[0] | 15.9423851528787421165963387935    | 15.9424
  y_pred=[[0,1]] y_true=[1] | loss[0] | 1.19209296656209172289683848681e-7 | 1.19e-7
`,
  },
  {
    seen: 'scikit-learn 1.2.1',
    row: 'sklearn.log_loss@1.2',
    dtype: 'f16',
    lines: `
  y_pred=[[0,1]] y_true=[0] | loss[0] | 6.93147180559945309417232121458     | 6.9315
  y_pred=[[0,1]] y_true=[1] | loss[0] | 0.000977039647826612785968075151753 | 9.8e-4
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.categorical_crossentropy.probabilities',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  y_pred=[[0,1]] y_true=[[1,0]]                     | loss[0]  | 16.1180956392722224333280212127    | 16.1181
  y_pred=[[0,1]] y_true=[[1,0]]                     | input[0] | 0                                  | 0
  y_pred=[[0,1]] y_true=[[1,0]]                     | input[1] | 0                                  | 0
  y_pred=[[0,1]] y_true=[[0,1]]                     | loss[0]  | 1.19209296656209172289683848681e-7 | 1.19e-7
  y_pred=[[0,1]] y_true=[[0,1]]                     | input[0] | 0                                  | 0
  y_pred=[[0,1]] y_true=[[0,1]]                     | input[1] | 0                                  | 0
  y_pred=[[0.2,0.3]] y_true=[[0,1]]                 | loss[0]  | 0.510825613831883566043116610774   | .5108
  y_pred=[[0,0]] y_true=[[0,1]]                     | loss[0]  | NaN                                | nan
  y_pred=[[0,0]] y_true=[[0,0]]                     | loss[0]  | NaN                                | nan
  y_pred=[[NaN,1]] y_true=[[0,1]]                   | loss[0]  | NaN                                | nan
  y_pred=[[0.5,0.5]] y_true=[[0,NaN]]               | loss[0]  | NaN                                | nan
  y_pred=[[0.5]] y_true=[[1]]                       | loss[0]  | 1.19209296656209172289683848681e-7 | 1.19e-7
  y_pred=[[0.3,0.7]] y_true=[[0,1]] sample_weight=[0] reduction=sum_over_batch_size | loss[0]  | 0                                  | 0
  y_pred=[[0.3,0.7]] y_true=[[0,1]] sample_weight=[0] reduction=mean_with_sample_weight | loss[0]  | 0                                  | 0
  y_pred=[[0,0]] y_true=[[0,1]] sample_weight=[0]   | loss[0]  | NaN                                | nan
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.binary_crossentropy.probabilities',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  y_pred=[[0]] y_true=[[1]]     | loss[0] | 16.1180956392722224333280212127 | 16.1181
  y_pred=[[1]] y_true=[[0]]     | loss[0] | 15.9423851528787421165963387935 | 15.9424
  y_pred=[[NaN]] y_true=[[0]]   | loss[0] | NaN                             | nan
  y_pred=[[0.5]] y_true=[[NaN]] | loss[0] | NaN                             | nan
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.binary_crossentropy.probabilities',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  y_pred=[[0]] y_true=[[1]] | loss[0] | 16.1180956509583198333778283569 | 16.11809565095832
  y_pred=[[1]] y_true=[[0]] | loss[0] | 16.1180956514846756360608324378 | 16.118095651484676
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.binary_crossentropy.logits',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  y_pred=[[40]] y_true=[[0]] | loss[0] | 40.0000000000000000042483542553 | 15.94 | as shipped: the NumPy backend clips
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.sparse_categorical_crossentropy.others',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  y_pred=[[0.3,0.7]] y_true=[0] ignore_class=0 reduction=sum_over_batch_size | loss[0] | 0           | 0
  y_pred=[[0.3,0.7]] y_true=[-100]                                           | loss[0] | unsupported | 0 | on torch
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.losses.logLoss',
    dtype: 'f32',
    common: 'reduction=NONE',
    lines: `
  predictions=[0] labels=[1]                        | loss[0]  | 16.1180956392722224333280212127    | 16.1181
  predictions=[0] labels=[1]                        | input[0] | -9999999.88313902713484516456845   | -1e7
  predictions=[1] labels=[1]                        | loss[0]  | -9.99999961686099587803805987008e-8 | -1.1920928e-7 | ±2^-24: 1 + ε is rounded
  predictions=[1] labels=[0]                        | loss[0]  | 16.1180956392722224333280212127    | 16.1181
  predictions=[-0.1] labels=[1]                     | loss[0]  | NaN                                | nan
  predictions=[1.1] labels=[0]                      | loss[0]  | NaN                                | nan
  predictions=[NaN] labels=[0]                      | loss[0]  | NaN                                | nan
  predictions=[0.5] labels=[NaN]                    | loss[0]  | NaN                                | nan
  predictions=[] labels=[] reduction=SUM_BY_NONZERO_WEIGHTS | loss[0]  | NaN                                | nan
  predictions=[0.5] labels=[1] weights=[0] reduction=SUM_BY_NONZERO_WEIGHTS | loss[0]  | NaN                                | nan
  predictions=[NaN] labels=[1] weights=[0]          | loss[0]  | NaN                                | nan
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.layers.categoricalCrossentropy',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  yPred=[[0,1]] yTrue=[[1,0]]       | loss[0]  | 16.1180956392722224333280212127    | 16.1181
  yPred=[[0,1]] yTrue=[[1,0]]       | input[0] | 0                                  | 0
  yPred=[[0,1]] yTrue=[[1,0]]       | input[1] | 0                                  | 0
  yPred=[[0,1]] yTrue=[[0,1]]       | loss[0]  | 1.19209296656209172289683848681e-7 | 1.19e-7
  yPred=[[0.2,0.3]] yTrue=[[0,1]]   | loss[0]  | 0.510825613831883566043116610774   | .5108
  yPred=[[0,0]] yTrue=[[0,1]]       | loss[0]  | NaN                                | nan
  yPred=[[NaN,1]] yTrue=[[0,1]]     | loss[0]  | NaN                                | nan
  yPred=[[0.5,0.5]] yTrue=[[0,NaN]] | loss[0]  | NaN                                | nan
  yPred=[[0.5]] yTrue=[[1]]         | loss[0]  | 1.19209296656209172289683848681e-7 | 1.19e-7
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.layers.sparseCategoricalCrossentropy',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  yPred=[[0.3,0.7]] yTrue=[2] | loss[0] | 0 | 0
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.layers.binaryCrossentropy',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  yPred=[[0]] yTrue=[[1]]     | loss[0] | 16.1180956392722224333280212127    | 16.1181
  yPred=[[0]] yTrue=[[0]]     | loss[0] | 1.00000006168610192502380425959e-7 | 1.0e-7
  yPred=[[1]] yTrue=[[0]]     | loss[0] | 15.9423851528787421165963387935    | 15.9424
  yPred=[[NaN]] yTrue=[[0]]   | loss[0] | NaN                                | nan
  yPred=[[0.5]] yTrue=[[NaN]] | loss[0] | NaN                                | nan
`,
  },
]
