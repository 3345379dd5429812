import { keepHereCode } from '../display/hereCode.ts'
import { sendOnce } from '../enhance/sendOnce.ts'
import { offerCamera } from './camera.ts'
import { stayHere } from './escape.ts'
import { followClosing } from './follow.ts'
import { beginAnew } from './idle.ts'
import { offerKeys } from './keypad.ts'
import { keepOffline, watchLine } from './line.ts'
import { offerPrint } from './print.ts'
import { hearAgent, takeScans } from './scan.ts'
import { leadByKeys } from './steps.ts'
import { keepUnanswered } from './unanswered.ts'
import { readAloud } from './voice.ts'

// Each upgrade stands alone: the kiosk works without any of them, and one that fails takes no other with it.
for (const upgrade of [
  stayHere,
  beginAnew,
  followClosing,
  keepOffline,
  watchLine,
  offerKeys,
  offerCamera,
  offerPrint,
  takeScans,
  hearAgent,
  leadByKeys,
  readAloud,
  keepUnanswered,
  sendOnce,
  keepHereCode,
]) {
  try {
    upgrade(document)
  } catch (error) {
    console.error(error)
  }
}
for (const element of Array.from(document.querySelectorAll<HTMLElement>('[data-only-script]'))) {
  element.hidden = false
}
