/**
 * Losses of a binary logit, divergences and likelihoods at their edges.
 *
 *   asked | number | exact | seen | how they differ, or a remark      (observed.ts)
 */

import type { Sighting } from './observed.ts'

export const bits: readonly Sighting[] = [
  {
    seen: 'torch 1.13.0',
    row: 'torch.binary_cross_entropy_with_logits',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[0] target=[0]                 | loss[0]  | 0.693147180559945309417232121458    | 0.6931
  input=[0] target=[0]                 | input[0] | 0.5                                 | 0.5
  input=[0] target=[1]                 | loss[0]  | 0.693147180559945309417232121458    | 0.6931
  input=[0] target=[1]                 | input[0] | -0.5                                | -0.5
  input=[40] target=[1]                | loss[0]  | 4.24835425529158898630497784363e-18 | 0       | ±2^-53
  input=[800] target=[0]               | loss[0]  | 800                                 | 800
  input=[-800] target=[1]              | loss[0]  | 800                                 | 800
  input=[∞] target=[0]                 | loss[0]  | ∞                                   | inf
  input=[∞] target=[0]                 | input[0] | 1                                   | 1
  input=[∞] target=[1]                 | loss[0]  | NaN                                 | nan
  input=[∞] target=[1]                 | input[0] | 0                                   | 0
  input=[-∞] target=[0]                | loss[0]  | NaN                                 | nan
  input=[-∞] target=[0]                | input[0] | 0                                   | 0
  input=[-∞] target=[1]                | loss[0]  | NaN                                 | nan
  input=[-∞] target=[1]                | input[0] | -1                                  | -1
  input=[NaN] target=[0]               | loss[0]  | NaN                                 | nan
  input=[1] target=[2]                 | loss[0]  | -0.686738312481777165951004505032   | -0.6867
  input=[1] target=[2]                 | input[0] | -1.26894142136999512074884075818    | -1.2689
  input=[1] target=[1] pos_weight=[0]  | loss[0]  | 0                                   | 0
  input=[-∞] target=[1] pos_weight=[0] | loss[0]  | NaN                                 | nan
  input=[] target=[] reduction=sum     | loss[0]  | 0                                   | 0
  input=[] target=[] reduction=mean    | loss[0]  | NaN                                 | nan
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.binary_cross_entropy_with_logits',
    dtype: 'f32',
    common: 'reduction=none',
    lines: `
  input=[20] target=[1] | loss[0] | 2.06115362031438070323898279888e-9 | 0 | ±2^-24
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.losses.sigmoidCrossEntropy',
    dtype: 'f32',
    common: 'reduction=NONE',
    lines: `
  logits=[0] labels=[0]                                | loss[0]  | 0.693147180559945309417232121458    | 0.6931
  logits=[0] labels=[0]                                | input[0] | 0.5                                 | 0.5
  logits=[0] labels=[1]                                | loss[0]  | 0.693147180559945309417232121458    | 0.6931
  logits=[0] labels=[1]                                | input[0] | -0.5                                | -0.5
  logits=[40] labels=[1]                               | loss[0]  | 4.24835425529158898630497784363e-18 | 4.248e-18
  logits=[200] labels=[0]                              | loss[0]  | 200                                 | 200
  logits=[-200] labels=[1]                             | loss[0]  | 200                                 | 200
  logits=[∞] labels=[0]                                | loss[0]  | NaN                                 | nan
  logits=[∞] labels=[1]                                | loss[0]  | NaN                                 | nan
  logits=[-∞] labels=[0]                               | loss[0]  | NaN                                 | nan
  logits=[-∞] labels=[1]                               | loss[0]  | ∞                                   | inf
  logits=[NaN] labels=[0]                              | loss[0]  | NaN                                 | nan
  logits=[] labels=[] reduction=SUM_BY_NONZERO_WEIGHTS | loss[0]  | NaN                                 | nan
`,
  },
  {
    seen: 'torchvision 0.14.1',
    row: 'torchvision.sigmoid_focal_loss',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  inputs=[40] targets=[1]             | loss[0]  | 1.91691201843049988774924876752e-53  | 0   | ±2^-53
  inputs=[40] targets=[1] gamma=0.5   | loss[0]  | 2.18912769067413007532199326013e-27  | 0   | ±2^-53
  inputs=[40] targets=[1] gamma=0.5   | input[0] | -3.28369153601119510368279995015e-27 | nan | as shipped
  inputs=[800] targets=[0]            | loss[0]  | 600                                  | 600
  inputs=[∞] targets=[0]              | loss[0]  | ∞                                    | inf
  inputs=[∞] targets=[0]              | input[0] | free                                 | nan
  inputs=[∞] targets=[1]              | loss[0]  | NaN                                  | nan
  inputs=[-∞] targets=[0]             | loss[0]  | NaN                                  | nan
  inputs=[-∞] targets=[1]             | loss[0]  | NaN                                  | nan
  inputs=[NaN] targets=[0]            | loss[0]  | NaN                                  | nan
  inputs=[] targets=[] reduction=mean | loss[0]  | NaN                                  | nan
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.kl_div',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[-1] target=[0]                  | loss[0]   | 0    | 0
  input=[-1] target=[0]                  | target[0] | free | nan
  input=[-∞] target=[0]                  | loss[0]   | NaN  | nan
  input=[-∞] target=[0.5]                | loss[0]   | ∞    | inf
  input=[-1] target=[-0.5]               | loss[0]   | NaN  | nan
  input=[] target=[] reduction=sum       | loss[0]   | 0    | 0
  input=[] target=[] reduction=mean      | loss[0]   | NaN  | nan
  input=[] target=[] reduction=batchmean | loss[0]   | NaN  | nan
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.kl_div.log_target',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  input=[-1] target=[-∞]                 | loss[0] | NaN | nan
  input=[-∞] target=[-∞]                 | loss[0] | NaN | nan
  input=[-∞] target=[-1]                 | loss[0] | ∞   | inf
  input=[] target=[] reduction=sum       | loss[0] | 0   | 0
  input=[] target=[] reduction=mean      | loss[0] | NaN | nan
  input=[] target=[] reduction=batchmean | loss[0] | NaN | nan
`,
  },
  {
    seen: 'optax 0.2.9, its text run on NumPy',
    row: 'optax.kl_divergence',
    dtype: 'f64',
    lines: `
  log_predictions=[[-1]] targets=[[0]]    | loss[0] | 0   | 0
  log_predictions=[[-∞]] targets=[[0]]    | loss[0] | NaN | nan
  log_predictions=[[-∞]] targets=[[0.5]]  | loss[0] | ∞   | inf
  log_predictions=[[-1]] targets=[[-0.5]] | loss[0] | NaN | nan
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.kl_divergence',
    dtype: 'f64',
    common: 'reduction=none',
    lines: `
  y_pred=[[0.5,1]] y_true=[[0,1]] | loss[0] | -1.54249484703983738259525529615e-6 | -1.5425e-6 | ε ln(ε/p)
`,
  },
  {
    seen: 'scipy 1.10.1',
    row: 'scipy.special.rel_entr',
    dtype: 'f64',
    lines: `
  y=[0] x=[1]   | loss[0] | ∞            | inf
  y=[1] x=[1]   | loss[0] | 0            | 0
  y=[0] x=[0]   | loss[0] | 0            | 0
  y=[NaN] x=[1] | loss[0] | NaN          | nan
  y=[1] x=[NaN] | loss[0] | NaN          | nan
  y=[-1] x=[1]  | loss[0] | refused y[0] | inf | as shipped
  y=[1] x=[-1]  | loss[0] | refused x[0] | inf | as shipped
`,
  },
  {
    seen: 'scipy 1.10.1',
    row: 'scipy.special.kl_div',
    dtype: 'f64',
    lines: `
  y=[0] x=[1]   | loss[0] | ∞            | inf
  y=[1] x=[1]   | loss[0] | 0            | 0
  y=[0] x=[0]   | loss[0] | 0            | 0
  y=[NaN] x=[1] | loss[0] | NaN          | nan
  y=[1] x=[NaN] | loss[0] | NaN          | nan
  y=[-1] x=[1]  | loss[0] | refused y[0] | inf | as shipped
  y=[1] x=[-1]  | loss[0] | refused x[0] | inf | as shipped
`,
  },
  {
    seen: 'statsmodels 0.13.5',
    row: 'statsmodels.Logit.loglike',
    dtype: 'f64',
    lines: `
  linpred=[800] endog=[0] | loss[0] | -800 | -inf | as shipped
`,
  },
  {
    seen: 'statsmodels 0.13.5',
    row: 'statsmodels.MNLogit.loglike',
    dtype: 'f64',
    lines: `
  linpred=[[800]] endog=[0] | loss[0] | -800 | nan | as shipped
`,
  },
]
