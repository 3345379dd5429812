import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'

/**
 * The script that reads codes beside the page. It has a content policy of its own that lets compiled code run, so that
 * no page has to.
 */
export function registerKioskCamera(app: HallServer, { assets }: HallPagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/code-reader.js',
    policy: everyone,
    needs: { compiledCode: true },
    async handler(): Promise<PageAnswer> {
      const file = assets.find('kioskCodeReader.js')
      if (file === undefined) return { kind: 'failure', code: 'not_found' }
      const body = await readFile(join(assets.directory, basename(file)))
      return { kind: 'file', body, type: 'text/javascript; charset=utf-8' }
    },
  })
}
