import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskOutOfOrder } from './KioskOutOfOrder.tsx'
import type { AtPlace } from './kioskAtPlace.ts'

/** What lets the kiosk live through a lost network: the worker, the page that it keeps, and whether the server is there. */
export function registerKioskOffline(app: HallServer, { assets }: HallPagesDeps, atPlace: AtPlace): void {
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/out-of-order',
    policy: everyone,
    handler: atPlace(async (_, place) => htmlAnswer(KioskOutOfOrder({ place }))),
  })

  // Under the site's own path: where pairing is required, a paired kiosk gets it, and nobody else.
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/worker.js',
    policy: everyone,
    needs: { workerFor: '/kiosk/' },
    async handler(): Promise<PageAnswer> {
      const file = assets.find('kioskWorker.js')
      if (file === undefined) return { kind: 'failure', code: 'not_found' }
      const body = await readFile(join(assets.directory, basename(file)))
      return { kind: 'file', body, type: 'text/javascript; charset=utf-8' }
    },
  })

  // Also asks the database: a server without one cannot give a number.
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/line',
    policy: everyone,
    handler: atPlace(async () => ({ kind: 'file', body: 'ok', type: 'text/plain; charset=utf-8' })),
  })
}
