import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { registerLandlord } from './pages/landlord.tsx'
import { type PapersPageDeps, registerUpload } from './pages/upload.tsx'

/** The citizen's pages for papers before the visit. They work without script. */
export function registerPapersPages(app: HttpServer<Caller, Authority>, deps: PapersPageDeps): void {
  registerUpload(app, deps)
  registerLandlord(app, deps)
}
