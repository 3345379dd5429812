import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LocalDate } from '#kernel/instant.ts'
import { useConsole } from '#ui/console/context.ts'
import { type ReadFailure, readFailure } from '#ui/console/failure.ts'
import { previewPlanRoute, writtenPlan } from '../contract.ts'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import type { PlanEffects, PublishedPlan } from './texts.ts'

/** So long nothing is asked after a change (milliseconds): a held arrow key makes twenty in a second. */
const PAUSE = 300

/** What the server says would come of a plan; a moment behind what is being changed. */
export function usePlanEffects(plan: ShiftPlan, monday: LocalDate, published: PublishedPlan) {
  const { site, version, hours, specialHours } = published
  const { call } = useConsole()
  const [settled, setSettled] = useState(plan)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(plan), PAUSE)
    return () => clearTimeout(timer)
  }, [plan])
  const effects = useQuery<PlanEffects, ReadFailure<never>>({
    queryKey: [previewPlanRoute.id, site, monday, version, hours, specialHours, settled],
    queryFn: async ({ signal }) => {
      const input = { params: { site }, body: { plan: writtenPlan(settled), monday } }
      const answer = await call(previewPlanRoute, input, { signal, idempotencyKey: crypto.randomUUID() })
      if (answer.ok) return answer.value
      throw readFailure<never>(answer.code)
    },
    enabled: version > 0 || settled.weekly.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
  return { effects, isBehind: settled !== plan || effects.isFetching }
}
