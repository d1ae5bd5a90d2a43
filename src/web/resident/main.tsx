// The resident's page: three taps to ask for what they asked last time, and where the bag is now.
import { mount } from '../kit/mount.tsx';
import { Resident } from './Resident.tsx';

mount(Resident);
