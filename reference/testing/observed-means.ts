/**
 * What frameworks print: the examples of notebooks and documentation, and what a mean divides by.
 *
 *   asked | number | exact | seen | how they differ, or a remark      (observed.ts)
 */

import type { Sighting } from './observed.ts'

/** ln p of p = (0.4, 0.4, 0.2) and q = (0.1, 0.12, 0.78), each rounded to float64 and to float32. */
const lnP = '-0.916290731874155,-0.916290731874155,-1.6094379124341003'
const lnQ = '-2.3025850929940455,-2.120263536200091,-0.2484613592984996'
const lnP32 = '-0.9162907004356384,-0.9162907004356384,-1.6094379425048828'
const lnQ32 = '-2.3025851249694824,-2.1202635765075684,-0.24846139550209045'

export const means: readonly Sighting[] = [
  {
    seen: 'torch 1.13.0',
    row: 'torch.binary_cross_entropy',
    dtype: 'f64',
    lines: `
  input=[0.7,0.2] target=[1,0] | loss[0] | 0.289909247626471105999018651116 | 0.2899092476264711
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.binary_cross_entropy',
    dtype: 'f32',
    lines: `
  input=[0.7,0.2] target=[1,0] | loss[0] | 0.289909258004065546171464650461 | 0.2899092435836792
`,
  },
  {
    seen: 'scikit-learn 1.2.1',
    row: 'sklearn.log_loss@1.2',
    dtype: 'f64',
    lines: `
  y_pred=[[0.3,0.7],[0.8,0.2]] y_true=[1,0]         | loss[0] | 0.289909247626471071304549131580 | 0.2899092476264711
  y_pred=[[0.1,0.9],[0.9,0.1],[0.8,0.2],[0.35,0.65]] y_true=[1,0,0,1] | loss[0] | 0.216161874680579146902557607231 | 0.21616187468057912 | spam and ham
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.nll_loss',
    dtype: 'f64',
    lines: `
  input=[[${lnP}]] target=[1] | loss[0] | 0.916290731874154995573178439372 | 0.916290731874155
  input=[[${lnQ}]] target=[2] | loss[0] | 0.248461359298499606662602445795 | 0.2484613592984996
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.nll_loss',
    dtype: 'f32',
    lines: `
  input=[[${lnP32}]] target=[1] | loss[0] | 0.916290700435638427734375 | 0.9162907004356384
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.index',
    dtype: 'f64',
    lines: `
  input=[[${lnP}]] target=[1]            | loss[0] | 0.916290731874155069821620839461 | 0.9162907318741551  | of ln p
  input=[[${lnQ}]] target=[2]            | loss[0] | 0.248461359298499654992145564213 | 0.24846135929849972 | of ln p
  input=[[${lnP}],[${lnQ}]] target=[1,2] | loss[0] | 0.582376045586327362406883201837 | 0.5823760455863274
  input=[[0.4,0.4,0.2]] target=[1]       | loss[0] | 1.03628669606921359451571613791  | 1.0362866960692136  | p for z
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.index',
    dtype: 'f32',
    lines: `
  input=[[${lnP32}]] target=[1]              | loss[0] | 0.916290719572295552785354731890 | 0.9162907600402832 | of ln p
  input=[[${lnQ32}]] target=[2]              | loss[0] | 0.248461359228848664142961605764 | 0.24846139550209045 | of ln p
  input=[[${lnP32}],[${lnQ32}]] target=[1,2] | loss[0] | 0.582376039400572108464158168827 | 0.5823760628700256
  input=[[0.4,0.4,0.2]] target=[1]           | loss[0] | 1.03628669520357299693076243143  | 1.03628671169281 | p for z
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.index',
    dtype: 'f64',
    common: 'input=[[1,2,3],[0.5,-1,2],[3,0,0]] target=[2,0,1]',
    lines: `
  reduction=sum                                     | loss[0] | 5.24384021752249825600648431842 | 5.243840217522498
                                                    | loss[0] | 1.74794673917416608533549477281 | 1.747946739174166
  weight=[1,2,5] reduction=sum                      | loss[0] | 9.96918703172098036525028728421 | 9.969187031720981
  weight=[1,2,5]                                    | loss[0] | 1.24614837896512254565628591053 | 1.2461483789651226
  weight=[1,2,5] ignore_index=0 reduction=sum       | loss[0] | 8.22787573506382330503884621796 | 8.227875735063822
  weight=[1,2,5] ignore_index=0                     | loss[0] | 1.17541081929483190071983517399 | 1.1754108192948318
  label_smoothing=0.1 ignore_index=0 reduction=sum  | loss[0] | 3.50252892086534119579504325216 | 3.502528920865341
  label_smoothing=0.1 ignore_index=0                | loss[0] | 1.75126446043267059789752162608 | 1.7512644604326706
  weight=[1,2,5] label_smoothing=0.1 reduction=sum  | loss[0] | 10.2539590532215485461350104593 | 10.25395905322155
  weight=[1,2,5] label_smoothing=0.1                | loss[0] | 1.28174488165269356826687630741 | 1.2817448816526937
  weight=[1,2,5] label_smoothing=0.1 ignore_index=0 reduction=sum | loss[0] | 8.37242920712153196810463611180 | 8.372429207121531
  weight=[1,2,5] label_smoothing=0.1 ignore_index=0 | loss[0] | 1.19606131530307599544351944454 | 1.196061315303076
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.index',
    dtype: 'f64',
    common: 'input=[[1,2,3],[0.5,-1,2]] target=[2,0]',
    lines: `
  weight=[1,2,5] label_smoothing=0.1 | loss[0] | 0.659630823880816005253481374195 | 0.6596308238808161 | ÷ Σ w_t = 6
`,
  },
  {
    seen: 'torch 1.13.0',
    row: 'torch.cross_entropy.distribution',
    dtype: 'f64',
    common: 'input=[[1,2,3],[0.5,-1,2]] target=[[0,0,1],[1,0,0]]',
    lines: `
  weight=[1,2,5] label_smoothing=0.1 | loss[0] | 1.97889247164244801576044412259 | 1.9788924716424483 | ÷ N = 2
`,
  },
  {
    seen: 'ONNX Runtime 1.30',
    row: 'onnx.SoftmaxCrossEntropyLoss',
    dtype: 'f64',
    common: 'scores=[[1,2,3],[0.5,-1,2],[3,0,0]] labels=[2,0,1]',
    lines: `
  reduction=sum                                | loss[0] | 5.24384021752249825600648431842 | 5.243840217522498
                                               | loss[0] | 1.74794673917416608533549477281 | 1.747946739174166
  weights=[1,2,5] reduction=sum                | loss[0] | 9.96918703172098036525028728421 | 9.969187031720981
  weights=[1,2,5]                              | loss[0] | 1.24614837896512254565628591053 | 1.2461483789651226
  weights=[1,2,5] ignore_index=0 reduction=sum | loss[0] | 8.22787573506382330503884621796 | 8.227875735063822
  weights=[1,2,5] ignore_index=0               | loss[0] | 1.17541081929483190071983517399 | 1.1754108192948318
  ignore_index=0 reduction=sum                 | loss[0] | 3.50252892086534119579504325216 | 3.50253            | ÷ 2
  ignore_index=0                               | loss[0] | 1.75126446043267059789752162608 | 1.75126            | ÷ 2
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.losses.softmaxCrossEntropy',
    dtype: 'f32',
    common: 'logits=[[1,2,3],[0.5,-1,2]] labels=[[0,0,1],[1,0,0]]',
    lines: `
  weights=[2,0] reduction=NONE                   | loss[0] | 0.815211928888760608965839809090 | 0.81521
  weights=[2,0] reduction=NONE                   | loss[1] | 0                                | 0
  weights=[2,0] reduction=SUM                    | loss[0] | 0.815211928888760608965839809090 | 0.81521
  weights=[2,0] reduction=MEAN                   | loss[0] | 0.407605964444380304482919904545 | 0.40761
  weights=[2,0] reduction=SUM_BY_NONZERO_WEIGHTS | loss[0] | 0.815211928888760608965839809090 | 0.81521
  weights=(2) reduction=MEAN                     | loss[0] | 1.07445863055076868234718048540  | 1.07446
  weights=(2) reduction=SUM_BY_NONZERO_WEIGHTS   | loss[0] | 2.14891726110153736469436097080  | 2.14892
`,
  },
  {
    seen: 'TensorFlow.js 4.22.0',
    row: 'tfjs.losses.softmaxCrossEntropy',
    dtype: 'f32',
    common: 'logits=[[[1,2,3],[0.5,-1,2]]] labels=[[[0,0,1],[1,0,0]]]',
    lines: `
  labelSmoothing=0.3 reduction=NONE | loss[0] | 0.707605964444380293380689658294 | 0.9187 | as shipped: ÷ shape[1]
  labelSmoothing=0.3 reduction=NONE | loss[1] | 1.74131129665715706021144106626  | 2.0025 | as shipped: ÷ shape[1]
`,
  },
  {
    seen: 'Keras 3.16, its text run on NumPy',
    row: 'keras.categorical_crossentropy.logits',
    dtype: 'f64',
    common: 'y_pred=[[1,2,3],[0.5,-1,2]] y_true=[[0,0,1],[1,0,0]]',
    lines: `
  sample_weight=[2,0]                               | loss[0] | 0.407605964444380304482919904545 | 0.40761 | ÷ 2 rows
  sample_weight=[2,0] reduction=mean_with_sample_weight | loss[0] | 0.407605964444380304482919904545 | 0.40761 | ÷ Σ s = 2
`,
  },
]
