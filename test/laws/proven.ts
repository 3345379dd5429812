import { solveChallenge } from '#features/booking/model/proof.ts'
import { impossible } from '#kernel/result.ts'
import type { Ground } from './ground.ts'
import type { Visitor } from './http.ts'

type Asked = { readonly matters: readonly { readonly service: string; readonly people: number }[] }

/**
 * Sets the work at its lowest. A test solves it in the process that serves, where its usual cost would be most of what
 * is done and measured.
 */
export async function cheapenProofs(ground: Ground): Promise<void> {
  await ground.sql('UPDATE setting SET proof_floor = 100, proof_ceiling = 100')
  await ground.sql('UPDATE reference_version SET version = version + 1')
}

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
