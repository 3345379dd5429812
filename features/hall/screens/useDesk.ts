import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Need } from '#features/visit/model.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { type PressLock, useCommand } from '#ui/console/useCommand.ts'
import { exchangeRoute } from '../contract/exchange.ts'
import { returningRoute, toldRoute } from '../contract/returning.ts'
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
import type { JustDone } from './DeskUndo.tsx'
import { hallTexts, type VisitNow } from './texts.ts'

type StandingRoute =
  | typeof awayRoute
  | typeof backRoute
  | typeof creditRoute
  | typeof needsRoute
  | typeof unparkRoute
  | typeof leaveRoute
  | typeof deskUndoRoute
  | typeof toldRoute
  | typeof mattersRoute
  | typeof exchangeRoute
export type DeskCode = ErrorCode<StandingRoute> | ClientCode

type Done = { readonly ok: true } | { readonly ok: false; readonly code: DeskCode }

/** As much of a visit as its commands need. */
type Somebody = Pick<VisitNow, 'visit' | 'ticketNumber'>

/** For how long somebody goes away: minutes, or until when by what they are told. */
export type AwayTime = { readonly minutes: number } | { readonly backBy: string }

/** Who wants to hear of what can be taken back. */
export type DeskDone = { readonly onDone: (done: JustDone) => void }

/** What the information desk does with somebody who waits; each says by voice what was done, and whether it was. */
export function useDesk(onDone: (done: JustDone) => void = () => undefined) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const client = useQueryClient()
  const lock: PressLock = useRef(false)
  const away = useCommand(awayRoute, lock)
  const back = useCommand(backRoute, lock)
  const credit = useCommand(creditRoute, lock)
  const needs = useCommand(needsRoute, lock)
  const unpark = useCommand(unparkRoute, lock)
  const leave = useCommand(leaveRoute, lock)
  const undo = useCommand(deskUndoRoute, lock)
  const matters = useCommand(mattersRoute, lock)
  const told = useCommand(toldRoute, lock)
  const exchange = useCommand(exchangeRoute, lock)
  const [failure, setFailure] = useState<DeskCode>()

  /** `undo`: whose step can be taken back for some seconds. */
  function done(answer: Done | undefined, said: string, undo?: Somebody): boolean {
    if (!answer) return false
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) {
      announce(said)
      if (undo) onDone({ ...undo, said, at: monotonic() })
      void client.invalidateQueries({ queryKey: [returningRoute.id] })
    }
    return answer.ok
  }

  const at = ({ visit }: Somebody) => ({ params: { visit } })
  const number = ({ ticketNumber }: Somebody) => ({ number: ticketNumber ?? '' })
  return {
    failure,
    forget: () => setFailure(undefined),
    busy: [away, back, credit, needs, unpark, leave, undo, matters, told, exchange].some(
      (command) => command.busy,
    ),
    /** Without a number the one that they gave before stays. */
    away: async (visit: Somebody, time: AwayTime, phone?: string) =>
      done(
        await away.press({
          ...at(visit),
          body: { minutes: null, ...time, ...(phone === undefined ? {} : { phone }) },
        }),
        t('desk.awayDone', number(visit)),
        visit,
      ),
    told: async (visit: Somebody) => done(await told.press(at(visit)), t('return.toldDone', number(visit))),
    back: async (visit: Somebody) =>
      done(await back.press({ ...at(visit), body: {} }), t('desk.backDone', number(visit)), visit),
    credit: async (visit: VisitNow, reason: DeskReason) =>
      done(
        await credit.press({ ...at(visit), body: { reason } }),
        t('desk.creditDone', number(visit)),
        visit,
      ),
    needs: async (visit: VisitNow, wanted: readonly Need[]) =>
      done(
        await needs.press({ ...at(visit), body: { needs: [...wanted] } }),
        t('desk.needsDone', number(visit)),
        visit,
      ),
    unpark: async (visit: VisitNow) =>
      done(await unpark.press({ ...at(visit), body: {} }), t('missed.back', number(visit)), visit),
    /** `time`: the chosen one in words. */
    exchange: async (visit: VisitNow, startsAt: string, time: string) => {
      const answer = await exchange.press({ ...at(visit), body: { startsAt } })
      const booking = answer?.ok ? answer.value.bookingNumber : ''
      return done(answer, t('desk.exchangeDone', { ...number(visit), time, booking }), visit)
    },
    left: async (visit: Somebody) =>
      done(await leave.press(at(visit)), t('leave.done', number(visit)), visit),
    undo: async (visit: Somebody) => done(await undo.press({ ...at(visit), body: {} }), t('undo.done')),
    matters: async (visit: VisitNow, chosen: readonly ChosenMatter[]) =>
      done(
        await matters.press({ ...at(visit), body: { matters: [...chosen] } }),
        t('desk.mattersDone', number(visit)),
        visit,
      ),
  }
}

export type Desk = ReturnType<typeof useDesk>
