import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { App } from './app.tsx';
import { configureAmplify } from './session/amplify.ts';
import { SessionProvider } from './session/session.tsx';
import './styles/base.css';
import './styles/layout.css';
import './styles/side.css';
import './styles/auth.css';
import './styles/buttons.css';
import './styles/forms.css';
import './styles/notices.css';
import './styles/security.css';
import './styles/feed.css';
import './styles/choice.css';
import './styles/panel.css';
import './styles/exchange.css';
import './styles/phone.css';

configureAmplify();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <SessionProvider>
        <App />
      </SessionProvider>
    </BrowserRouter>
  </StrictMode>,
);
