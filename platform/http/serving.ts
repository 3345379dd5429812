import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from 'prom-client'
import type { Language } from '#kernel/language.ts'
import type { Log } from '#platform/log/log.ts'
import type { RouteContract } from './contract.ts'
import type { RequestCookies } from './cookies.ts'
import type { HeaderNeeds } from './headers.ts'
import type { LimitClass, Limiter, Limits } from './limits.ts'
import type { CommonCode } from './problem.ts'

/** Who may call a route: a pure predicate with its description, e.g. `{ who: 'everyone', allows: () => true }`. */
export type Policy<Caller> = {
  /** Stands in the API document and in the route table; never empty. */
  readonly who: string
  readonly allows: (caller: Caller) => boolean
}

/** Every caller has a kind; the one that nobody signed in for is `anonymous`. */
export type AnyCaller = { readonly kind: string }

/** What the directory of authorities answers for a host name. */
export type AuthorityAnswer<Authority> = {
  /** The authority's key, for the log. */
  readonly key: string
  readonly state: 'open' | 'maintenance'
  readonly authority: Authority
}

/** What is known about a request before anybody is identified. */
export type Arrival<Authority> = {
  readonly authority: Authority
  readonly cookies: RequestCookies
  /** The Authorization header, for devices and programs. */
  readonly authorization: string | undefined
  /** The address of the client (canonical); behind configured proxies the one that they report. */
  readonly address: string
  readonly requestId: string
}

/** What every handler learns of its request beside the input. */
export type RequestContext<Caller, Authority> = Arrival<Authority> & {
  readonly caller: Caller
  readonly language: Language
}

/** What the neutral page of a failure says. */
export type ErrorPage = {
  readonly status: number
  readonly code: string
  /** One sentence in the reader's language. */
  readonly title: string
  readonly requestId: string
  readonly language: Language
  /** The path that was asked for, without its query: devices can have a page of their own. */
  readonly path: string
  /** Path and query under which the page can be asked for again by GET; `/` where there is no such address. */
  readonly here: string
  /** The host name that was asked for, without port: whose page it is. */
  readonly hostname: string
  readonly cookies: { readonly get: (name: string) => string | undefined }
}

/** A guard that a test may leave out to prove that it fails without it. */
export type Guard =
  | 'policy'
  | 'crossSite'
  | 'limits'
  | 'contentType'
  | 'headers'
  | 'closedBody'
  | 'streamCap'
  | 'connectionCap'

/** How long a connection may keep the server waiting. Milliseconds. */
export type Patience = {
  /** Until the headers of a request are there, also the first ones of a new connection. */
  readonly headers: number
  /** Until all of a request is there. */
  readonly request: number
  /** Until all of one that brings files is there: a phone far out sends 15 MB in some minutes. */
  readonly upload: number
  /** While an answer goes out and nothing of it is taken. Streams of events are never silent for so long. */
  readonly silence: number
  /** How often it is looked who is too slow. */
  readonly look: number
  /** From an answer that ends the connection until it is cut, whether or not the other side has ended it. */
  readonly farewell: number
}

/** What the application brings along. */
export type HttpOptions<Caller extends AnyCaller, Authority> = {
  readonly log: Log
  /** Finds out who calls. Runs for every route that belongs to an authority, before the policy. */
  readonly identify: (arrival: Arrival<Authority>) => Promise<Caller>
  /** Finds the authority of a host name (without port); `undefined` answers 404. */
  readonly resolveAuthority: (hostname: string) => Promise<AuthorityAnswer<Authority> | undefined>
  /** The whole HTML document of a failure on a page. Must not wait for what may have failed. */
  readonly errorPage: (page: ErrorPage) => string | Promise<string>
  /** The sentence for a feature's code in a problem document; without it a general one stands there. */
  readonly problemTitle?: (code: string, language: Language) => string | undefined
  /** Reasons why this process should get no requests; empty when all is well. */
  readonly ready?: () => Promise<readonly string[]>
  /** Is this error a passing weakness (database gone, pool empty)? Then 503 with Retry-After instead of 500. */
  readonly isUnavailable?: (error: unknown) => boolean
  /** Was there too much to do, and nothing was changed? Then 503 `busy` with Retry-After instead of 500. */
  readonly isOverloaded?: (error: unknown) => boolean
  /** The code of a failure that the application throws and that is the sender's fault; else undefined. */
  readonly sendersFault?: (error: unknown) => CommonCode | undefined
  /** Addresses or networks of reverse proxies whose forwarded headers count. Default: nobody's, not even loopback. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: Partial<Limits>
  /** The limiter itself, where several processes share one. */
  readonly limiter?: Limiter
  /** Networks whose many people share few addresses (offices, libraries): twenty times the limits. */
  readonly sharedNetworks?: readonly string[]
  /** Open event streams per client address. Default 200. */
  readonly maxStreamsPerAddress?: number
  /** Open connections per client address. Default 500. */
  readonly maxConnectionsPerAddress?: number
  /** How long slow clients may keep the server waiting; only tests have less patience than usual. */
  readonly patience?: Partial<Patience>
  /** Bearer token that may read /metrics from elsewhere than this machine. */
  readonly metricsToken?: string
  /** Title and version of the API document, and the stylesheet of its page. */
  readonly api?: { readonly title: string; readonly version: string; readonly stylesheet?: string }
  /** For controls in tests only; refused outside the test runner. */
  readonly withoutGuards?: readonly Guard[]
}

/** The kinds of routes: they differ in how failures look and which bodies they take. */
export type Surface = 'api' | 'page' | 'file' | 'operations'

/** What the pipeline knows about a route. A route without it does not start. */
export type RouteRules = {
  readonly surface: Surface
  readonly who: string
  /** Called after identification, with the request's context in place. */
  readonly mayCall: (request: FastifyRequest) => boolean
  readonly limit?: 'sensitive'
  readonly needs?: HeaderNeeds
  readonly contract?: RouteContract
  /** Bodies beside forms and JSON: files of a form, or the plain bytes of a part of one. */
  readonly takes?: 'files' | 'bytes'
  /** Where an anonymous visitor of a page is sent to sign in. */
  readonly signIn?: string
  /** Files and operations belong to no authority and ask nobody who they are. */
  readonly ownerless?: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    rules?: RouteRules
  }
}

/** One route as the table of routes shows it (for the API document and the tests of rights). */
export type RouteEntry = {
  readonly method: string
  readonly path: string
  readonly surface: Surface
  readonly who: string
  readonly contract?: RouteContract
}

/** What the binding functions share about one server. */
export type Serving<Caller extends AnyCaller, Authority> = {
  readonly options: HttpOptions<Caller, Authority>
  readonly routes: RouteEntry[]
  readonly metrics: Registry
  /** The context of a request that the pipeline has let in. Throws before that, and on ownerless routes. */
  readonly contextOf: (request: FastifyRequest) => RequestContext<Caller, Authority>
  readonly languageOf: (request: FastifyRequest) => Language
  /**
   * Counts a request for each of these keys beside its address: a browser, a contact. Throws LimitReached when one of
   * them asked too often, and when the limiter fails: what is limited so is changed by it, and fails closed.
   */
  readonly count: (limitClass: LimitClass, keys: readonly string[]) => Promise<void>
  readonly cookiesOf: (request: FastifyRequest, reply: FastifyReply) => RequestCookies
  /** Answers with a failure as the route's surface wants it: problem document or page. */
  readonly refuse: (
    request: FastifyRequest,
    reply: FastifyReply,
    code: string,
    more?: Refusal,
  ) => FastifyReply
  readonly guards: (guard: Guard) => boolean
  /** Lies this address in a network whose people share few addresses? */
  readonly isShared: (address: string) => boolean
}

/** What a refusal may say beside its code. */
export type Refusal = {
  readonly faults?: readonly { readonly field: string; readonly code: import('./problem.ts').FieldCode }[]
  readonly retrySeconds?: number
  /** The place in line of a request that is taken in and not done yet. */
  readonly place?: number
  readonly statuses?: { readonly [code: string]: number | undefined }
}

/** A Fastify server that knows its callers and authorities; made by `createHttpServer`. */
export type HttpServer<Caller extends AnyCaller, Authority> = FastifyInstance & {
  readonly serving: Serving<Caller, Authority>
}
