import type { Links } from '#features/visit/model.ts'
import { hashToken } from '#platform/crypto/token.ts'

/** Links that need no secret: the token of a visit is its id. For tests in which nobody follows a link. */
export const plainLinks: Pick<Links, 'tokenOf' | 'digestOf'> = {
  tokenOf: (_authority, visitId) => visitId,
  digestOf: hashToken,
}
