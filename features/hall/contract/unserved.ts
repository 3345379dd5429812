import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { Key } from './shapes.ts'

export const unservedRoute = defineRoute({
  id: 'hall.unserved',
  kind: 'query',
  method: 'GET',
  path: '/api/unserved',
  summary: 'Sites where somebody waits for what no open counter can do, and how many',
  tags: ['manager'],
  output: Type.Object({
    sites: Type.Array(Type.Object({ site: Key, people: Type.Integer({ minimum: 1 }) })),
  }),
  errors: [],
})
