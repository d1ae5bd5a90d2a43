// Starts the desk's page.
import { mount } from '../kit/mount.tsx';
import { Desk } from './Desk.tsx';

mount(Desk);
