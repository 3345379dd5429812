import { parentPort } from 'node:worker_threads'
import { beginRun, type ScenarioRun } from '../model/scenarioRun.ts'
import type { Answer, Question } from './whatIf.ts'

// Plays scenarios beside the thread that answers requests, one day of one of them at a time.

const runs = new Map<number, ScenarioRun>()

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)))

function answer(question: Question): Answer {
  const { run: number } = question
  if (question.kind === 'begin') {
    const begun = beginRun(question.months, question.changes)
    runs.set(number, begun)
    return { done: 0, of: begun.days }
  }
  const run = runs.get(number)
  if (!run) return { done: 0, of: 0 }
  if (question.kind === 'play') return { done: run.playDay(), of: run.days }
  runs.delete(number)
  const outcome = question.kind === 'end' ? run.outcome() : undefined
  return { done: run.days, of: run.days, ...(outcome ? { outcome } : {}) }
}
