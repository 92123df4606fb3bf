/**
 * Distillation: a student's logits against a teacher's, both at a temperature.
 */

import type { Row } from '../profile.ts'

export const distillation: readonly Row[] = [
  {
    name: 'distillation.hinton',
    formula: 'T² Σ_c q_c ln(q_c / p_c), p = softmax(z / T), q = softmax(teacher / T)',
    divides: 'the first axis',
    evidence: ['source'],
    seen: 'Hinton, Vinyals and Dean 2015, section 2; Liger 0.8.2',
    link: 'https://arxiv.org/abs/1503.02531',
    score: 'logits',
    input: 'student',
    target: 'teacher',
    targets: 'dense',
    targetSteps: ['softmax'],
    divergence: true,
    squaredTemperature: true,
    options: ['temperature'],
    reduction: { argument: 'reduction', default: 'batchmean' },
    reductions: { batchmean: 'leading' },
    notes: [
      'the gradient with respect to the student is T (p − q) / N',
      'Liger’s has no T², and gives a class that the student lacks a logit of 0, not −∞',
    ],
  },
]
