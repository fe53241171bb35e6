import { render } from 'preact';
import { App } from './layout/App.js';
import './style/base.css';

render(<App />, document.body);
