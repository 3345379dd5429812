import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskOutOfOrder } from './KioskOutOfOrder.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { registerKioskWorker } from './workerFiles.ts'

/** What lets the kiosk live through a lost network: the worker, the page that it keeps, and whether the server is there. */
export function registerKioskOffline(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/out-of-order',
    policy: everyone,
    handler: atPlace(async (_, place) => htmlAnswer(KioskOutOfOrder({ place }))),
  })

  registerKioskWorker(app, deps)

  // Also asks the database: a server without one cannot give a number.
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/line',
    policy: everyone,
    handler: atPlace(async () => ({ kind: 'file', body: 'ok', type: 'text/plain; charset=utf-8' })),
  })
}
