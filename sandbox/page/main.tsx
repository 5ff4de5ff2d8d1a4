/** The page begins here. */
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './look/base.css';
import './look/layout.css';
import './look/message.css';
import './look/blocks.css';
import './look/controls.css';
import './look/behind.css';
import './look/tour.css';
import './look/cluster.css';
import './look/figures.css';

const place = document.getElementById('page');
if (place) createRoot(place).render(<App />);
