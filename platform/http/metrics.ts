import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** One answered request. `route` is the pattern, so that no token becomes a label. */
export type Measured = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** A registry of its own per server (so that several can live in one process), with the process's default figures. */
export function httpMetrics(): { readonly registry: Registry; readonly measure: (answer: Measured) => void } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  return {
    registry,
    measure: ({ method, route, status, seconds }) => duration.observe({ method, route, status }, seconds),
  }
}
