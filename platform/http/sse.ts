import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Gauge } from 'prom-client'
import type { Result } from '#kernel/result.ts'
import { streamKey } from './address.ts'
import { inputCheck, routeRules } from './bind.ts'
import type { ErrorCode, HandlerCode, Input, Output, RouteContract } from './contract.ts'
import type { AnyCaller, HttpServer, Policy, RequestContext, Serving } from './serving.ts'

/** One event. `id` is what the browser gives back as `Last-Event-ID` when it comes again. */
export type StreamEvent<Data> = { readonly id?: string; readonly event?: string; readonly data: Data }

/** An open stream to one browser. */
export type EventStream<Data> = {
  /** Writes one event. A client that does not keep up (over 64 kB unread) is dropped and comes again by itself. */
  readonly send: (event: StreamEvent<Data>) => void
  /** Ends the stream; the browser comes again after the retry time. */
  readonly end: () => void
}

/** What is called when the stream is over, whoever ended it. */
export type Unsubscribe = () => void

/** What the opening function of a stream gets. */
export type EventsRequest<R extends RouteContract, Caller, Authority> = Input<R> &
  RequestContext<Caller, Authority> & {
    /** The id of the last event that this browser saw; `undefined` when it comes for the first time. */
    readonly lastEventId: string | undefined
  }

/** Who may listen, and what they hear. */
export type EventsBinding<R extends RouteContract, Caller, Authority> = {
  readonly policy: Policy<Caller>
  /**
   * Begins to write to the stream and returns how to stop. A failure is answered as a problem document; the stream
   * opens only after success, what was sent before is kept until then.
   */
  readonly open: (
    request: EventsRequest<R, Caller, Authority>,
    stream: EventStream<Output<R>>,
  ) => Promise<Result<Unsubscribe, ErrorCode<R> | HandlerCode>>
}

const HEARTBEAT_MILLISECONDS = 15_000
const MOST_UNREAD_BYTES = 64 * 1024
const LAST_EVENT_ID = /^[\x21-\x7e]{1,200}$/

type OpenStream = { readonly raw: ServerResponse; readonly close: () => void }
type Streams = { readonly open: Set<OpenStream>; readonly perAddress: Map<string, number>; closing: boolean }

const streamsOf = new WeakMap<object, Streams>()

/**
 * Serves a contract of kind `events` as server-sent events: heartbeat every 15 s, `Last-Event-ID`, slow clients
 * dropped, a cap per address, and at shutdown an end with a scattered retry time, so that not all come back at once.
 * @example
 * bindEvents(app, phoneEvents, {
 *   policy: { who: 'everyone with the link', allows: () => true },
 *   open: async ({ params, authority, lastEventId }, stream) => {
 *     const visit = await visitOfLink(authority, params.token)
 *     if (!visit.ok) return visit
 *     return ok(watch(visit.value, lastEventId, (entry) => stream.send({ id: entry.id, data: entry })))
 *   },
 * })
 */
export function bindEvents<R extends RouteContract, Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
  contract: R,
  binding: EventsBinding<R, Caller, Authority>,
): void {
  const { serving } = app
  if (contract.kind !== 'events') throw new Error(`${contract.id}: use bindRoute`)
  const streams = streamsOf.get(serving) ?? startStreams(app)
  const check = inputCheck(serving, contract)
  app.route({
    method: 'GET',
    url: contract.path,
    exposeHeadRoute: false,
    config: { rules: routeRules(serving, contract, binding.policy) },
    async handler(request, reply) {
      const input = check(request)
      if (!input.ok) return serving.refuse(request, reply, 'invalid_input', { faults: input.faults })
      const place = takePlace(streams, serving, request.ip)
      if (!place) return serving.refuse(request, reply, 'rate_limited', { retrySeconds: 30 })
      const stream = eventStream<Output<R>>(streams, reply.raw, place)
      try {
        const context = { ...serving.contextOf(request), lastEventId: lastEventId(request) }
        const result = await binding.open(Object.assign(context, input.value), stream)
        if (result.ok) return stream.start(result.value, reply)
        stream.abandon()
        const hidden = contract.conceal && result.code === 'forbidden'
        const statuses = contract.statuses ? { statuses: contract.statuses } : {}
        return serving.refuse(request, reply, hidden ? 'not_found' : result.code, statuses)
      } catch (error) {
        stream.abandon()
        throw error
      }
    },
  })
}

function startStreams<Caller extends AnyCaller, Authority>(app: HttpServer<Caller, Authority>): Streams {
  const streams: Streams = { open: new Set(), perAddress: new Map(), closing: false }
  streamsOf.set(app.serving, streams)
  new Gauge({
    name: 'http_event_streams_open',
    help: 'Open streams of server-sent events',
    registers: [app.serving.metrics],
    collect() {
      this.set(streams.open.size)
    },
  })
  // One timer for all streams: ten thousand of them would cost more than the heartbeats.
  const heartbeat = setInterval(() => {
    for (const stream of streams.open) write(stream, ':\n\n')
  }, HEARTBEAT_MILLISECONDS)
  heartbeat.unref()
  app.addHook('preClose', async () => {
    clearInterval(heartbeat)
    streams.closing = true
    for (const stream of [...streams.open]) {
      write(stream, `retry: ${1_000 + Math.floor(Math.random() * 4_000)}\n\n`)
      stream.raw.end()
      stream.close()
    }
  })
  return streams
}

// Returns how to give the place back, or nothing when the address has as many streams as it may.
function takePlace<Caller extends AnyCaller, Authority>(
  streams: Streams,
  serving: Serving<Caller, Authority>,
  address: string,
): (() => void) | undefined {
  const key = streamKey(address)
  const most = (serving.options.maxStreamsPerAddress ?? 200) * (serving.isShared(address) ? 20 : 1)
  const taken = streams.perAddress.get(key) ?? 0
  if (taken >= most && serving.guards('streamCap')) return undefined
  streams.perAddress.set(key, taken + 1)
  return () => {
    const left = (streams.perAddress.get(key) ?? 1) - 1
    if (left > 0) streams.perAddress.set(key, left)
    else streams.perAddress.delete(key)
  }
}

type StartableStream<Data> = EventStream<Data> & {
  readonly start: (unsubscribe: Unsubscribe, reply: FastifyReply) => FastifyReply
  readonly abandon: () => void
}

function eventStream<Data>(
  streams: Streams,
  raw: ServerResponse,
  givePlaceBack: () => void,
): StartableStream<Data> {
  let before: string[] = []
  let stop: Unsubscribe | undefined
  let state: 'opening' | 'open' | 'over' = 'opening'

  const close = () => {
    if (state === 'over') return
    state = 'over'
    streams.open.delete(entry)
    givePlaceBack()
    stop?.()
  }
  const entry: OpenStream = { raw, close }

  return {
    send(event) {
      if (state === 'opening') before.push(eventText(event))
      else if (state === 'open') write(entry, eventText(event))
    },
    end() {
      if (state === 'open') raw.end()
      close()
    },
    start(unsubscribe, reply) {
      stop = unsubscribe
      // The browser may have gone, or `open` may have ended the stream, before it began.
      if (state === 'over' || raw.destroyed) {
        if (state === 'over') unsubscribe()
        close()
        return reply.code(204).send()
      }
      state = 'open'
      reply.hijack()
      // Headers that are set one by one are kept by Node as long as the stream is open: a kilobyte for each of thousands.
      raw.writeHead(200, {
        ...headersOf(reply),
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
        // Otherwise the closing server would wait for a connection that is kept for more.
        ...(streams.closing ? { connection: 'close' } : {}),
      })
      streams.open.add(entry)
      raw.on('close', close)
      // A connection that breaks while something is being written must not end the process.
      raw.on('error', close)
      // Sent by itself, the head becomes one piece of text; else Node keeps it in a hundred pieces with the stream.
      raw.cork()
      raw.flushHeaders()
      raw.write(`retry: 2000\n\n${before.join('')}`)
      raw.uncork()
      before = []
      // The server began to close after this was asked for: nobody else ends what is not yet in the list.
      if (streams.closing) this.end()
      return reply
    },
    abandon: close,
  }
}

function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined))
}

// A client that does not read is cut off; it comes again with Last-Event-ID and misses nothing.
function write(stream: OpenStream, text: string): void {
  stream.raw.write(text)
  if (stream.raw.writableLength <= MOST_UNREAD_BYTES) return
  stream.raw.destroy()
  stream.close()
}

function eventText(event: StreamEvent<unknown>): string {
  const id = event.id === undefined ? '' : `id: ${oneLine(event.id)}\n`
  const name = event.event === undefined ? '' : `event: ${oneLine(event.event)}\n`
  return `${id}${name}data: ${JSON.stringify(event.data) ?? 'null'}\n\n`
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, '')
}

function lastEventId(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id']
  return typeof header === 'string' && LAST_EVENT_ID.test(header) ? header : undefined
}
