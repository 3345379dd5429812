import type { FormProof } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import type { TimeQuestion } from '../actions.ts'
import { matterValues } from './address.ts'
import { texts } from './texts.ts'

/** What a form needs so that a script proves its work before it is sent; nothing where the page has no scripts. */
export function proofOf(frame: PageFrame, matters: TimeQuestion['matters']): FormProof | undefined {
  const worker = frame.assets.proof
  if (!worker) return undefined
  // What to bring makes no difference to the work.
  const plain = matters.map(({ serviceKey, people }) => ({ serviceKey, people }))
  const asked = new URLSearchParams({ matters: matterValues(plain).join(',') })
  return {
    challenge: `/api/holds/challenge?${asked}`,
    worker,
    text: texts(frame.language)('proof.working'),
  }
}
