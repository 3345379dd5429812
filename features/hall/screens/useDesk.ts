import { useRef, useState } from 'react'
import type { Need } from '#features/visit/model.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { type PressLock, useCommand } from '#ui/console/useCommand.ts'
import {
  awayRoute,
  backRoute,
  creditRoute,
  deskUndoRoute,
  mattersRoute,
  needsRoute,
  unparkRoute,
} from '../contract/standing.ts'
import { leaveRoute } from '../contract.ts'
import type { DeskReason } from '../model/reasons.ts'
import { hallTexts, type VisitNow } from './texts.ts'

type StandingRoute =
  | typeof awayRoute
  | typeof backRoute
  | typeof creditRoute
  | typeof needsRoute
  | typeof unparkRoute
  | typeof leaveRoute
  | typeof deskUndoRoute
  | typeof mattersRoute
export type DeskCode = ErrorCode<StandingRoute> | ClientCode

type Done = { readonly ok: true } | { readonly ok: false; readonly code: DeskCode }

/** What the information desk does with somebody who waits; each says by voice what was done, and whether it was. */
export function useDesk() {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const lock: PressLock = useRef(false)
  const away = useCommand(awayRoute, lock)
  const back = useCommand(backRoute, lock)
  const credit = useCommand(creditRoute, lock)
  const needs = useCommand(needsRoute, lock)
  const unpark = useCommand(unparkRoute, lock)
  const leave = useCommand(leaveRoute, lock)
  const undo = useCommand(deskUndoRoute, lock)
  const matters = useCommand(mattersRoute, lock)
  const [failure, setFailure] = useState<DeskCode>()

  function done(answer: Done | undefined, said: string): boolean {
    if (!answer) return false
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(said)
    return answer.ok
  }

  const at = ({ visit }: VisitNow) => ({ params: { visit } })
  const number = ({ ticketNumber }: VisitNow) => ({ number: ticketNumber ?? '' })
  return {
    failure,
    forget: () => setFailure(undefined),
    busy: [away, back, credit, needs, unpark, leave, undo, matters].some((command) => command.busy),
    away: async (visit: VisitNow, minutes: number) =>
      done(await away.press({ ...at(visit), body: { minutes } }), t('desk.awayDone', number(visit))),
    back: async (visit: VisitNow) =>
      done(await back.press({ ...at(visit), body: {} }), t('desk.backDone', number(visit))),
    credit: async (visit: VisitNow, reason: DeskReason) =>
      done(await credit.press({ ...at(visit), body: { reason } }), t('desk.creditDone', number(visit))),
    needs: async (visit: VisitNow, wanted: readonly Need[]) =>
      done(
        await needs.press({ ...at(visit), body: { needs: [...wanted] } }),
        t('desk.needsDone', number(visit)),
      ),
    unpark: async (visit: VisitNow) =>
      done(await unpark.press({ ...at(visit), body: {} }), t('missed.back', number(visit))),
    left: async (visit: VisitNow) => done(await leave.press(at(visit)), t('leave.done', number(visit))),
    undo: async (visit: VisitNow) => done(await undo.press({ ...at(visit), body: {} }), t('undo.done')),
    matters: async (visit: VisitNow, chosen: readonly ChosenMatter[]) =>
      done(
        await matters.press({ ...at(visit), body: { matters: [...chosen] } }),
        t('desk.mattersDone', number(visit)),
      ),
  }
}

export type Desk = ReturnType<typeof useDesk>
