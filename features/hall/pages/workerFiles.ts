import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'

// Under the site's own path: where pairing is required, a paired device gets its worker, and nobody else.

/** What lets the kiosk live through a lost network. */
export function registerKioskWorker(app: HallServer, deps: HallPagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/worker.js',
    policy: everyone,
    needs: { workerFor: '/kiosk/' },
    handler: () => workerFile(deps, 'kioskWorker.js'),
  })
}

/** What shows a display's frame when it is switched on without network. */
export function registerDisplayWorker(app: HallServer, deps: HallPagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/display/:site/worker.js',
    policy: everyone,
    needs: { workerFor: '/display/' },
    handler: () => workerFile(deps, 'displayWorker.js'),
  })
}

async function workerFile({ assets }: HallPagesDeps, name: string): Promise<PageAnswer> {
  const file = assets.find(name)
  if (file === undefined) return { kind: 'failure', code: 'not_found' }
  const body = await readFile(join(assets.directory, basename(file)))
  return { kind: 'file', body, type: 'text/javascript; charset=utf-8' }
}
