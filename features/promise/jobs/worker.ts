import { parentPort } from 'node:worker_threads'
import { dayAhead } from '../model/dayAhead.ts'
import { type Experience, experienceOf, NOTHING_HAPPENED, withToday } from '../model/happened.ts'
import { lookAtSite, timesOfSite } from '../model/lookAtSite.ts'
import type { Answer, Question } from './thread.ts'

// Looks ahead beside the thread that answers requests, and keeps what each site knows by experience.

type Known = { readonly before: Experience; now: Experience }

const sites = new Map<string, Known>()

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)))

function answer(question: Question): Answer {
  if (question.kind === 'forget') {
    sites.delete(question.site)
    return { number: question.number }
  }
  if (question.kind === 'day') {
    const { site, day, number } = question
    return { number, day: dayAhead(day, (sites.get(site) ?? unknown(site)).now) }
  }
  if (question.kind === 'times') {
    const { site, seen, number } = question
    return { number, times: timesOfSite(seen, (sites.get(site) ?? unknown(site)).now) }
  }
  const { site, before, today, seen, number } = question
  if (before) {
    const experience = experienceOf(before)
    sites.set(site, { before: experience, now: experience })
  }
  const known = sites.get(site) ?? unknown(site)
  if (today) known.now = withToday(known.before, today)
  return { number, ahead: lookAtSite(seen, known.now) }
}

function unknown(site: string): Known {
  const nothing = experienceOf(NOTHING_HAPPENED)
  const known = { before: nothing, now: nothing }
  sites.set(site, known)
  return known
}
