import { Route, Routes, useLocation } from 'react-router-dom';
import { AuthLayout } from './components/auth-layout.tsx';
import { MainLayout } from './components/main-layout.tsx';
import { useFocusOnChange } from './components/use-focus-on-change.ts';
import { CallbackPage } from './pages/callback-page.tsx';
import { ConfirmPage } from './pages/confirm-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { MessagesPage } from './pages/messages-page.tsx';
import { ModerationPage } from './pages/moderation-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RecoverPage } from './pages/recover-page.tsx';
import { SecurityPage } from './pages/security-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { SignUpPage } from './pages/sign-up-page.tsx';

export function App() {
  useFocusOnChange(useLocation().pathname);
  return (
    <Routes>
      <Route element={<MainLayout />}>
        <Route index element={<HomePage />} />
        <Route path="messages" element={<MessagesPage />} />
        <Route path="moderation" element={<ModerationPage />} />
        <Route path="security" element={<SecurityPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
      <Route element={<AuthLayout />}>
        <Route path="signin" element={<SignInPage />} />
        <Route path="signup" element={<SignUpPage />} />
        <Route path="confirm" element={<ConfirmPage />} />
        <Route path="recover" element={<RecoverPage />} />
        <Route path="callback" element={<CallbackPage />} />
      </Route>
    </Routes>
  );
}
