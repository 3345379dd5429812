import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Assets } from '#platform/http/assets.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { Speech } from '#platform/speech/speech.ts'
import type { FrameOf } from '#ui/frame.ts'
import type { HallWatch, Promises } from '../actions.ts'
import type { CodeTries } from '../model.ts'

/** What the hall's pages stand on. */
export type HallPagesDeps = {
  readonly database: Database
  readonly links: Links
  readonly frame: FrameOf<Authority>
  readonly hallWatch: HallWatch
  /** Tells of calls to come; without it no time is named. */
  readonly promises?: Promises
  /** The wrong codes of each kiosk; the API counts them with it. */
  readonly codeTries: CodeTries
  /** Speaks calls; without it displays have the chime alone. */
  readonly speech?: Speech
  /** Tells phones of their turn while their page is closed; without it they have the page alone. */
  readonly push?: {
    readonly keys: (authority: Authority, month: string) => { readonly publicKey: string }
  }
  /** The key of an authority's SMS gateway; where there is none, nobody is offered SMS. */
  readonly smsKey?: (authority: Authority) => string | undefined
  /** Kiosk and display have style sheets and scripts of their own. */
  readonly assets: Pick<Assets, 'url' | 'find' | 'directory'>
}

export type HallServer = HttpServer<Caller, Authority>
