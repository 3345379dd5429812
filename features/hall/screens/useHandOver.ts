import type { Input } from '#platform/http/contract.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { type PressLock, useCommand } from '#ui/console/useCommand.ts'
import {
  addMattersRoute,
  chooseRoute,
  fetchRoute,
  leftRoute,
  papersRoute,
  parkRoute,
  sendRoute,
  sendToSiteRoute,
  takeOverRoute,
} from '../contract/handOver.ts'
import type { CounterAnswer } from './useCounter.ts'

/** What a counter does with people besides calling and serving: each asks something first, and says whether it was done. */
export function useHandOver(
  counter: string,
  lock: PressLock,
  take: (answer: CounterAnswer | undefined) => boolean,
) {
  const params = { counter }
  const choose = useCommand(chooseRoute, lock)
  const park = useCommand(parkRoute, lock)
  const fetch = useCommand(fetchRoute, lock)
  const left = useCommand(leftRoute, lock)
  const papers = useCommand(papersRoute, lock)
  const takeOver = useCommand(takeOverRoute, lock)
  const send = useCommand(sendRoute, lock)
  const sendToSite = useCommand(sendToSiteRoute, lock)
  const matters = useCommand(addMattersRoute, lock)
  return {
    busy: [choose, park, fetch, left, papers, takeOver, send, sendToSite, matters].some(
      (command) => command.busy,
    ),
    choose: async (body: Input<typeof chooseRoute>['body']) => take(await choose.press({ params, body })),
    park: async (reason: Input<typeof parkRoute>['body']['for']) =>
      take(await park.press({ params, body: { for: reason } })),
    fetch: async (visit: string) => take(await fetch.press({ params, body: { visit } })),
    left: async (visit: string) => take(await left.press({ params, body: { visit } })),
    papers: async (body: Input<typeof papersRoute>['body']) => take(await papers.press({ params, body })),
    takeOver: async (from: string) => take(await takeOver.press({ params, body: { from } })),
    send: async (body: Input<typeof sendRoute>['body']) => take(await send.press({ params, body })),
    sendToSite: async (body: Input<typeof sendToSiteRoute>['body']) =>
      take(await sendToSite.press({ params, body })),
    changeMatters: async (chosen: readonly ChosenMatter[]) =>
      take(await matters.press({ params, body: { matters: [...chosen] } })),
  }
}
