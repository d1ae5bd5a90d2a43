// Starts the board's page.
import { mount } from '../kit/mount.tsx';
import { Board } from './Board.tsx';

mount(Board);
