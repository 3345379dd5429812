import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'

export const openPaperRoute = defineRoute({
  id: 'papers.open',
  kind: 'command',
  method: 'POST',
  path: '/api/papers/:paper/links',
  summary:
    'Addresses at which a paper can be seen: each page as a picture, and all of it as a document. Each opens once, within a minute, in this session; never the original, always pictures of its pages',
  tags: ['papers'],
  params: Type.Object({ paper: Type.String({ format: 'uuid' }) }),
  output: Type.Object({
    pages: Type.Array(Type.String(), { description: 'Paths of pictures (JPEG), in page order' }),
    document: Type.String({ description: 'Path of a PDF, which is saved and not shown' }),
  }),
  errors: ['not_ready'],
})

export const handOverPapersRoute = defineRoute({
  id: 'papers.handOver',
  kind: 'command',
  method: 'POST',
  path: '/api/papers/:paper/hand-over',
  summary:
    'The file of record has this paper, or all papers of its matter: they are destroyed here at once. Refused while one of them is still being checked',
  tags: ['papers'],
  params: Type.Object({ paper: Type.String({ format: 'uuid' }) }),
  body: Type.Object({
    only: Type.Optional(
      Type.Boolean({ description: 'This paper alone; without it all papers of its matter' }),
    ),
  }),
  output: Type.Object({ files: Type.Integer({ description: 'So many were destroyed' }) }),
  errors: ['not_ready'],
})
