import { EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { NO_CHANGES } from '../model/changes.ts'
import { type Answer, openWhatIf, type Question } from './whatIf.ts'

/** A thread that forgets every scenario after its last day, as one that was begun anew. */
class Forgetful extends EventEmitter {
  postMessage({ kind }: Question) {
    const answer: Answer = kind === 'end' ? { done: 0, of: 0 } : { done: kind === 'play' ? 1 : 0, of: 1 }
    setImmediate(() => this.emit('message', answer))
  }
  terminate() {
    return Promise.resolve(0)
  }
  unref() {}
}

it('a scenario that its thread has forgotten fails: nobody waits for it for ever', async () => {
  const whatIf = openWhatIf({ open: () => new Forgetful() as unknown as Worker })
  const listener = { progress: () => {}, cancelled: () => false }
  await expect(whatIf.play([], NO_CHANGES, listener)).rejects.toThrow('forgotten')
  await whatIf.stop()
})
