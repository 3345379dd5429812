import { connect } from 'node:net'
import { loopbackAddress } from './http.ts'

// Somebody who holds connections from many addresses and never says a word (attack A-27), in a process of its own. A
// connection that the server has ended is opened again at once, until the order is taken back.

/** What is to be held: so many connections, from addresses that begin with this one. */
export type IdleOrder = {
  readonly port: number
  readonly count: number
  readonly firstAddress: number
  readonly perAddress: number
}

/** How many are open now. */
export type IdleHeld = { readonly open: number }

const AGAIN_MS = 100
const OPENING_AT_ONCE = 200

process.on('message', (order: IdleOrder) => void hold(order))
process.once('disconnect', () => process.exit(0))
process.send?.('ready')

async function hold({ port, count, firstAddress, perAddress }: IdleOrder): Promise<void> {
  let open = 0
  const openOne = (nth: number) =>
    new Promise<void>((resolve) => {
      const localAddress = loopbackAddress(firstAddress + Math.floor(nth / perAddress))
      const socket = connect({ port, host: '127.0.0.1', localAddress })
      let isOpen = false
      socket.once('connect', () => {
        isOpen = true
        open++
        resolve()
      })
      socket.once('error', () => undefined)
      socket.resume().once('close', () => {
        if (isOpen) open--
        resolve()
        setTimeout(openOne, AGAIN_MS, nth)
      })
    })
  setInterval(() => process.send?.({ open } satisfies IdleHeld), AGAIN_MS)
  for (let start = 0; start < count; start += OPENING_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(OPENING_AT_ONCE, count - start) }, (_, offset) =>
        openOne(start + offset),
      ),
    )
}
