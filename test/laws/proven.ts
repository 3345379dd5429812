import { solveChallenge } from '#features/booking/model/proof.ts'
import { impossible } from '#kernel/result.ts'
import type { Visitor } from './http.ts'

type Asked = { readonly matters: readonly { readonly service: string; readonly people: number }[] }

/** A solved challenge for these matters, as the visitor's browser would bring it. */
export async function proofOf(visitor: Visitor, { matters }: Asked): Promise<string> {
  const asked = matters.map(({ service, people }) => `${service}:${people}`).join(',')
  const answer = await visitor.get(`/api/holds/challenge?matters=${asked}`)
  if (answer.status !== 200) throw new Error(`no challenge: ${answer.text}`)
  return solveChallenge(answer.json.challenge) ?? impossible('a challenge of ours has an answer')
}

/** What is asked for, with the proof of work that holding it needs. */
export async function proven<Body extends Asked>(
  visitor: Visitor,
  body: Body,
): Promise<Body & { proof: string }> {
  return { ...body, proof: await proofOf(visitor, body) }
}
