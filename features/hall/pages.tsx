import type { HallPagesDeps, HallServer } from './pages/dependencies.ts'
import { registerDevicePages } from './pages/devices.ts'
import { registerDisplayPages } from './pages/display.ts'
import { registerKioskPages } from './pages/kiosk.ts'
import { registerWaitingPages } from './pages/waiting.ts'

export type { HallPagesDeps } from './pages/dependencies.ts'
export { deviceFailure } from './pages/deviceNotice.tsx'

/** Kiosk, waiting page on the phone, display, and where devices are set up. */
export function registerHallPages(app: HallServer, deps: HallPagesDeps): void {
  registerKioskPages(app, deps)
  registerWaitingPages(app, deps)
  registerDisplayPages(app, deps)
  registerDevicePages(app, deps)
}
