/**
 * The catalogue of profiles: our own losses first, then the libraries' by name.
 */

import { type Profile, profileOf } from '../profile.ts'
import { own } from './own.ts'
import { distillation } from './distillation.ts'
import { fairseq } from './fairseq.ts'
import { flashAttention } from './flash-attention.ts'
import { flux } from './flux.ts'
import { keras } from './keras.ts'
import { liger } from './liger.ts'
import { onnx } from './onnx.ts'
import { opennmt } from './opennmt.ts'
import { optax } from './optax.ts'
import { scipy } from './scipy.ts'
import { sklearn } from './sklearn.ts'
import { statsmodels } from './statsmodels.ts'
import { stdlib } from './stdlib.ts'
import { t5x } from './t5x.ts'
import { tensorflow } from './tensorflow.ts'
import { tfjs } from './tfjs.ts'
import { torch } from './torch.ts'
import { torchvision } from './torchvision.ts'

export const profiles: readonly Profile[] = [
  ...own,
  ...distillation,
  ...fairseq,
  ...flashAttention,
  ...flux,
  ...keras,
  ...liger,
  ...onnx,
  ...opennmt,
  ...optax,
  ...scipy,
  ...sklearn,
  ...statsmodels,
  ...stdlib,
  ...t5x,
  ...tensorflow,
  ...tfjs,
  ...torch,
  ...torchvision,
].map(profileOf)
