// The beginning: the app element starts the store, the store asks who is there.
import './elements/app.js';
