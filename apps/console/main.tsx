import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { keepAriaStyleOut } from './ariaStyle.ts'
import { applyLook, rememberedLook } from './look.ts'

const root = document.getElementById('console')
if (!root) throw new Error('the document has no place for the console')
keepAriaStyleOut()
applyLook(rememberedLook())
createRoot(root).render(<App />)
