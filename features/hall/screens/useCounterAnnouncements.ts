import { useEffect, useRef } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { speakableTicket } from '../model.ts'
import { counterState } from './counterKeys.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'

/** Says by voice what has changed at the counter, whoever changed it. */
export function useCounterAnnouncements(view: CounterViewNow): void {
  const { language, directory, announce } = useConsole()
  const { visit } = view
  const now = `${visit?.visit} ${counterState(view)} ${visit?.callCount}`
  const said = useRef(now)
  useEffect(() => {
    if (said.current === now) return
    said.current = now
    const t = hallTexts(language)
    if (!visit && view.pausedAt) return announce(t('announce.paused'))
    if (!visit) return announce(t('announce.idle', { count: view.waitingHere }))
    const number = speakableTicket(visit.ticketNumber ?? '')
    if (visit.state === 'serving') return announce(t('announce.serving', { number }))
    const matters = visit.services.map((key) => serviceTitle(directory, key)).join(', ')
    announce(t('announce.called', { number, matters, count: visit.callCount }))
  })
}
