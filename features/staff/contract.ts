import { Type } from 'typebox'
import { STAFF_LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { AUDIT_ACTIONS, AUDIT_REASONS, LOGIN, ROLES } from './model.ts'

/** The cookie that carries a session's token; a secret one, so `__Host-` stands before it where there is TLS. */
export const SESSION_COOKIE = 'dran_session'

/** Lines of the audit on one page, unless asked otherwise. */
export const AUDIT_PAGE = 50

const id = Type.String({ format: 'uuid' })
const role = Type.Enum([...ROLES])
const language = Type.Enum([...STAFF_LANGUAGES])
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()])

/** In every language of the screens, because a screen may speak another than its person usually does. */
const staffTexts = Type.Object({ de: Type.String(), en: Type.String() })

/** Somebody signed in, as their own screen shows them. */
const signedIn = Type.Object({
  name: Type.String(),
  roles: Type.Array(role),
  language,
  site: nullable(Type.Object({ id, key: Type.String(), name: staffTexts })),
  counter: nullable(Type.Object({ id, key: Type.String(), name: staffTexts })),
})

/** `POST /api/session`: the session travels in a cookie that no script can read. Sent again, it signs in again. */
export const signInRoute = defineRoute({
  id: 'staff.signIn',
  kind: 'command',
  method: 'POST',
  path: '/api/session',
  summary: 'Sign in with login and password',
  tags: ['staff'],
  body: Type.Object({
    login: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  output: Type.Object({ staff: signedIn }),
  errors: ['wrong_credentials', 'too_many_attempts'],
  statuses: { wrong_credentials: 401, too_many_attempts: 429 },
  limit: 'sensitive',
})

/** `DELETE /api/session`: also when there is none. */
export const signOutRoute = defineRoute({
  id: 'staff.signOut',
  kind: 'command',
  method: 'DELETE',
  path: '/api/session',
  summary: 'Sign out',
  tags: ['staff'],
  errors: [],
})

/** `GET /api/session`: who am I? */
export const sessionRoute = defineRoute({
  id: 'staff.session',
  kind: 'query',
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in here; nobody is null',
  tags: ['staff'],
  output: Type.Object({ staff: nullable(signedIn) }),
  errors: [],
})

/** `GET /api/audit`: newest first. Reading leaves a line of its own. */
export const auditRoute = defineRoute({
  id: 'staff.audit',
  kind: 'query',
  method: 'GET',
  path: '/api/audit',
  summary: 'Who did what in the last 30 days; for data protection and the staff council',
  tags: ['staff'],
  query: Type.Object({
    before: Type.Optional(id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: Type.Object({
    entries: Type.Array(
      Type.Object({
        id,
        happenedAt: Type.String({ format: 'date-time' }),
        action: Type.Enum([...AUDIT_ACTIONS]),
        staff: nullable(Type.Object({ id, name: Type.String() })),
        counter: nullable(Type.Object({ id, key: Type.String(), site: Type.String() })),
        site: nullable(Type.String({ description: 'Of the counter, or what was closed' })),
        visitId: nullable(id),
        wishId: nullable(id),
        reason: nullable(Type.Enum([...AUDIT_REASONS])),
      }),
    ),
    next: nullable(id),
  }),
  errors: [],
})

/** The file of people that the import reads. */
export const staffFile = Type.Array(
  Type.Object({
    login: Type.String({ pattern: LOGIN.source }),
    name: Type.String({ minLength: 1, maxLength: 120 }),
    roles: Type.Array(role, { minItems: 1, uniqueItems: true }),
    site: nullable(Type.String({ pattern: '^[a-z0-9-]{2,40}$' })),
    language,
  }),
)
