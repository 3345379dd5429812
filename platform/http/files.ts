import fastifyStatic from '@fastify/static'
import type { HeaderNeeds } from './headers.ts'
import type { AnyCaller, HttpServer } from './serving.ts'

// The plugin gives answers the ability to send files; it may come to a server only once.
const prepared = new WeakSet<object>()

/** A folder of files that everybody may load. */
export type FilesBinding = {
  /** Absolute folder. Hidden files are never served. */
  readonly root: string
  /** Path before the file names, with slashes at both ends, e.g. `/assets/`. */
  readonly prefix: string
  /** Names change with the content (a hash in the name): browsers keep them for a year without asking again. */
  readonly hashed: boolean
  readonly needs?: HeaderNeeds
}

/**
 * Serves a folder of files.
 * @example bindFiles(app, { root: dist, prefix: '/assets/', hashed: true })
 */
export function bindFiles<Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
  files: FilesBinding,
): void {
  if (!prepared.has(app.serving)) {
    prepared.add(app.serving)
    // Where the build left `name.br` or `name.gz` beside a file, that goes out to browsers that read it.
    app.register(fastifyStatic, { root: files.root, serve: false, preCompressed: true })
  }
  const rules = {
    surface: 'file' as const,
    who: 'everyone',
    mayCall: () => true,
    ownerless: true,
    ...(files.needs ? { needs: files.needs } : {}),
  }
  app.get<{ Params: { '*': string } }>(`${files.prefix}*`, { config: { rules } }, (request, reply) => {
    reply.header('cache-control', files.hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    return reply.sendFile(request.params['*'], files.root, { cacheControl: false, dotfiles: 'ignore' })
  })
}
