import { Type } from 'typebox'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'

const TokenParams = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })
const Endpoint = Type.String({
  minLength: 10,
  maxLength: 1_000,
  pattern: '^https?://[!-~]+$',
  description: "Where the phone's push service takes messages",
})

export const subscribeRoute = defineRoute({
  id: 'push.subscribe',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/push',
  summary: 'Have a phone told of this visit by web push, until the visit is over',
  tags: ['hall'],
  params: TokenParams,
  body: Type.Object({
    endpoint: Endpoint,
    key: Type.String({
      pattern: '^[A-Za-z0-9_-]{87}$',
      description: 'p256dh of the subscription, base64url',
    }),
    secret: Type.String({
      pattern: '^[A-Za-z0-9_-]{22}$',
      description: 'auth of the subscription, base64url',
    }),
    month: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: "Which of the server's keys it took" }),
    language: Type.Enum(LANGUAGES),
  }),
  errors: ['over', 'unknown_push_service', 'old_key', 'too_many_phones'],
})

export const unsubscribeRoute = defineRoute({
  id: 'push.unsubscribe',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/push/end',
  summary: 'Have a phone told no more',
  tags: ['hall'],
  params: TokenParams,
  body: Type.Object({ endpoint: Endpoint }),
  errors: [],
})
