import { readAloud } from './aloud.ts'
import { askAgain } from './askAgain.ts'
import { focusErrorSummary } from './errorSummary.ts'
import { countDownHolds } from './hold.ts'
import { followLiveRegions } from './live.ts'
import { closeLooksMenu } from './looks.ts'
import { proveOnSubmit } from './proof.ts'
import { sendOnce } from './sendOnce.ts'
import { offerSignals } from './signals.ts'
import { uploadInParts } from './upload.ts'

// Each upgrade stands alone: the page works without any of them, and one that fails takes no other with it.
for (const upgrade of [
  focusErrorSummary,
  sendOnce,
  proveOnSubmit,
  countDownHolds,
  followLiveRegions,
  closeLooksMenu,
  askAgain,
  readAloud,
  offerSignals,
  uploadInParts,
]) {
  try {
    upgrade(document)
  } catch (error) {
    console.error(error)
  }
}
