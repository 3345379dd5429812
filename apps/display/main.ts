import { isSounded } from '#features/hall/model.ts'
import { localTime, MINUTE, parseInstant } from '#kernel/instant.ts'
import { type Language, languageOr } from '#kernel/language.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { monotonic } from '#platform/time/clock.ts'
import { formatTime } from '#platform/time/format.ts'
import { makeBoard } from './board.ts'
import { openChime } from './chime.ts'
import { serverClock } from './clock.ts'
import { connect, type View } from './connection.ts'
import { keepHereCode } from './hereCode.ts'
import { makeHouse } from './house.ts'
import { emptyFrame, keepOffline, keptState } from './kept.ts'
import { orderKeeper } from './order.ts'
import { callsToSound, isQuiet } from './sounding.ts'
import { openSpeaker } from './speaker.ts'

/** After so long without a word from the server the display says so (law 9). Milliseconds. */
const STALE_AFTER = 12_000
/** So long a new call stands out. */
const NEW_FOR = MINUTE / 4
/** So long the whole screen flashes, where it is set up so. Milliseconds. */
const FLASHES_FOR = 6_000

function start(root: HTMLElement): void {
  const { display: site = '', zone = 'UTC', at = '', offline = '', offlineSecond = '' } = root.dataset
  const language = languageOr(root.dataset.language)
  const second = root.dataset.second ? languageOr(root.dataset.second, 'en') : undefined
  const { volume = '70', quietFrom, quietUntil } = root.dataset
  const timeOrNone = (text: string | undefined) => (text ? localTime(text) : undefined)
  const quiet = { from: timeOrNone(quietFrom), until: timeOrNone(quietUntil) }
  const clock = serverClock(parseInstant(at))
  const board = makeBoard(root, language, second)
  const house = makeHouse(root, language, second)
  const order = orderKeeper()
  const chime = openChime()
  const time = root.querySelector<HTMLElement>('[data-clock]')
  const stale = root.querySelector<HTMLElement>('[data-stale]')
  const sound = root.querySelector<HTMLElement>('[data-sound]')
  const kept = keptState(site)
  const isKept = root.dataset.kept !== undefined
  let shown: View | undefined
  // Switched on again, it goes on where it was: nothing is said twice, and a call of the last minutes is not lost.
  let heard = kept.before?.heard
  let newest: { readonly calls: ReadonlySet<number>; readonly since: number } = { calls: new Set(), since: 0 }
  let trueAt = { clock: clock.now(), monotonic: monotonic() }
  if (isKept) {
    emptyFrame(root)
    trueAt = { clock: kept.before?.at ?? clock.now(), monotonic: monotonic() - STALE_AFTER - 1 }
  }

  const isQuietNow = () => isQuiet(timeOf(clock.now(), zone), quiet.from, quiet.until)
  const mayStill = (number: number) => {
    const call = shown?.calls.find((one) => one.call === number)
    if (call === undefined || isQuietNow()) return false
    return isSounded({ ...call, calledAt: parseInstant(call.calledAt) }, clock.now())
  }
  const speaker = openSpeaker(async (call, spoken) => {
    const answer = await fetch(`/display/${encodeURIComponent(site)}/spoken/${call}/${spoken}`)
    if (answer.ok) await chime.play(await answer.arrayBuffer(), Number(volume))
  }, mayStill)

  const draw = () => {
    const stillNew = monotonic() - newest.since < NEW_FOR
    if (!shown) return
    board.show(shown, (call) => stillNew && newest.calls.has(call.call))
    house.show(shown, stillNew && newest.calls.size > 0, monotonic())
  }

  connect(site, (view, isFresh) => {
    // The clock of a kept page stands where it was kept: nothing is believed before the server has said the time.
    if (isKept && !shown && !isFresh) return
    if (isFresh) clock.hear(parseInstant(view.at))
    trueAt = { clock: clock.now(), monotonic: monotonic() }
    const verdict = order(view, isFresh)
    if (verdict === 'reset') heard = undefined
    if (verdict !== 'ignore') take(view)
    kept.note(heard ?? 0, trueAt.clock)
    tick()
  })

  const take = (view: View) => {
    const calls = view.calls.map((call) => ({ ...call, calledAt: parseInstant(call.calledAt) }))
    // The journal has begun anew since this display was switched off.
    if (shown === undefined && heard !== undefined && heard > view.number) heard = undefined
    const next = callsToSound(calls, heard, clock.now())
    heard = next.heard
    shown = view
    if (next.sound.length === 0) return
    newest = { calls: new Set(next.sound.map(({ call }) => call)), since: monotonic() }
    if (isQuietNow() || volume === '0') return
    chime.ring(Number(volume))
    if (root.dataset.speaks === undefined) return
    const languages = second ? [language, second] : [language]
    for (const { call } of next.sound.toReversed()) speaker.say({ call, languages }, chime.over())
  }

  const tick = () => {
    if (time && (shown || !isKept)) setText(time, formatTime(clock.now(), zone, language))
    if (sound) sound.hidden = !chime.isSilenced()
    if (stale) showStale(stale, monotonic() - trueAt.monotonic > STALE_AFTER)
    const isFlashing = root.dataset.flashes !== undefined && monotonic() - newest.since < FLASHES_FOR
    root.classList.toggle('display--called', isFlashing && newest.calls.size > 0)
    draw()
  }
  const showStale = (notice: HTMLElement, isStale: boolean) => {
    if (isStale && notice.hidden) {
      const since = (text: string, spoken: Language) =>
        text.replace('{time}', formatTime(trueAt.clock, zone, spoken))
      setText(notice.querySelector('[data-stale-main]'), since(offline, language))
      if (second) setText(notice.querySelector('[data-stale-second]'), since(offlineSecond, second))
    }
    notice.hidden = !isStale
  }

  keepOffline(root.dataset)
  sound?.addEventListener('click', () => void chime.allow().then(tick))
  setInterval(tick, 1_000)
  tick()
}

function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text
}

const root = document.querySelector<HTMLElement>('[data-display]')
if (root) start(root)
keepHereCode(document)
